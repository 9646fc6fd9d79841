import type { Row } from '../../findings/row.js';

type Named = Pick<Row, 'namespace' | 'runId' | 'activityId' | 'attempt' | 'workflowId'>;

/** Names a case, also in the address of the page: with the run first, which is looked for when the address is opened. */
export function keyOf({ namespace, runId, activityId, attempt, workflowId }: Named): string {
  return encodeURIComponent([runId, attempt, namespace, workflowId, activityId].join('~'));
}

export function runOf(key: string): string {
  const [runId = ''] = textOf(key).split('~');
  return runId;
}

/** What is not encoded names no case. */
function textOf(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return '';
  }
}

export function elementIdOf(key: string): string {
  return `case-${key}`;
}

/** The case that a fragment names. */
export function keyIn(fragment: string): string | undefined {
  return /^#case-(.+)$/.exec(fragment)?.[1];
}
