import { Id } from './id.js';

type Named = Readonly<{ activityType: string; taskQueue: string; workflowId: string; uiUrl: string | null }>;

/** What one row of a table says of activities that are alike: how many, of which type, and where there is one alone, of which workflow. */
export function AlikeActivities({ group }: { group: readonly [Named, ...Named[]] }) {
  const [row] = group;
  return (
    <>
      <strong>
        {group.length > 1 && `${group.length} × `}
        <Id of={row.activityType} />
      </strong>{' '}
      <small>
        {group.length === 1 && <Workflow row={row} />} queue <Id of={row.taskQueue} />
      </small>
    </>
  );
}

export function Workflow({ row }: { row: Pick<Named, 'workflowId' | 'uiUrl'> }) {
  const id = <Id of={row.workflowId} />;
  return <>{row.uiUrl === null ? id : <a href={row.uiUrl}>{id}</a>},</>;
}
