import { useContext } from 'preact/hooks';
import { Id } from './id.js';
import { HasOwners } from './owner.js';

type OneType = Readonly<{
  namespace: string;
  taskQueue: string;
  workflowType: string;
  activityType: string;
  owner: Readonly<{ team: string }> | null;
}>;

/** Names the row of an activity type. */
export function keyOfType({ namespace, taskQueue, workflowType, activityType }: OneType): string {
  return JSON.stringify([namespace, taskQueue, workflowType, activityType]);
}

export function ActivityTypeCell({ type }: { type: OneType }) {
  return (
    <td data-label="Activity type">
      <strong>
        <Id of={type.activityType} />
      </strong>{' '}
      <small>
        queue <Id of={type.taskQueue} />, namespace <Id of={type.namespace} />
      </small>
    </td>
  );
}

/** Only where owners are told. */
export function OwnerHeading() {
  return useContext(HasOwners) ? <th scope="col">Owner</th> : null;
}

export function OwnerCell({ type }: { type: OneType }) {
  if (!useContext(HasOwners)) return null;
  return <td data-label="Owner">{type.owner === null ? 'no owner' : <Id of={type.owner.team} />}</td>;
}
