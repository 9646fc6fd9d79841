import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Row } from '../../findings/row.js';
import { Id } from './id.js';
import { Prose } from './prose.js';

/** Whether --owners-file is set: without it, no owner is known of anything, which is said once. */
export const HasOwners = createContext(true);

type Props = Readonly<{ owner: Row['owner']; before?: string; after?: string }>;

/** Who owns it, within what stands before and after; empty where owners are not told at all. */
export function Team({ owner, before = '', after = '' }: Props) {
  const hasOwners = useContext(HasOwners);
  if (owner === null) return <>{hasOwners && `${before}no owner${after}`}</>;
  const more = [owner.channel, owner.contact].filter((one) => one !== null).join(', ');
  return (
    <>
      {before}team <Id of={owner.team} />
      {more !== '' && (
        <>
          {' '}
          (<Id of={more} />)
        </>
      )}
      {after}
    </>
  );
}

/** Said once, where one looks for the team. */
export function OwnersNote() {
  if (useContext(HasOwners)) return null;
  return (
    <p>
      <strong>Which team?</strong> No team is named. List which team owns which activity types, task queues or workflow
      types in a YAML file, for example <code>{'owners: [{ match: { task_queue: pay-* }, team: payments }]'}</code>,{' '}
      <Prose text="and start Deadbeat with --owners-file FILE (docs/owners.md)." />
    </p>
  );
}
