import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import { inSeconds } from '../../text/duration.js';
import type { Group } from '../overview-schema.js';
import { comingOf } from './cost-tiles.js';

/** What the activities of one type have cost, by what is known of them. */
export function GroupTotal({ group }: { group: Group }) {
  return (
    <>
      {partsOf(group).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && '; '}
          {part}
        </Fragment>
      ))}
    </>
  );
}

function partsOf(group: Group): ComponentChildren[] {
  const { count, cancelled, wastedSeconds, mayStillRunWastedSeconds: maybeSeconds, findings } = group;
  const { lostSeconds, lostWastedSeconds } = group;
  const { suspect = 0, orphaned = 0, undecided = 0, lost = 0 } = findings;
  const may = suspect + orphaned + undecided;
  const others = count - cancelled - may - lost;
  const parts: ComponentChildren[] = [];
  if (cancelled > 0)
    parts.push(
      <>
        <strong>{inSeconds(wastedSeconds)}</strong> wasted by {cancelled} cancelled{' '}
        {cancelled === 1 ? 'activity that still runs' : 'activities that still run'}; can still waste{' '}
        <strong>{comingOf(group)}</strong>
      </>,
    );
  if (may > 0)
    parts.push(
      <>
        {atLeast(maybeSeconds)}
        {may === 1 ? '1 activity' : `${may} activities`} may still run
        {undecided > 0 && ` (${undecided < may ? `${undecided} of them ` : ''}timed out just now)`}
      </>,
    );
  if (lost > 0)
    parts.push(
      <>
        {atLeast(lostWastedSeconds)}
        {lost === 1 ? '1 activity' : `${lost} activities`} lost {lost === 1 ? 'its' : 'their'} worker
        {lostSeconds > 0 && (
          <>
            {' '}
            and waited <strong>{inSeconds(lostSeconds)}</strong>
          </>
        )}
      </>,
    );
  if (others > 0)
    parts.push(
      parts.length > 0
        ? `${others} more with other problems`
        : `${others === 1 ? '1 activity' : `${others} activities`} with a problem`,
    );
  return parts;
}

function atLeast(seconds: number): ComponentChildren {
  if (seconds < 1) return null;
  return (
    <>
      at least <strong>{inSeconds(seconds)}</strong> wasted:{' '}
    </>
  );
}
