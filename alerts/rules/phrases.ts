import type { Words } from '../texts.js';

/** Where there are several. */
export function ofCluster(words: Words): string {
  return words.ifLabel('cluster', ` of cluster ${words.label('cluster')}`);
}

export function activities(words: Words): string {
  return `Activities of type ${words.label('activity_type')} on task queue ${words.label('task_queue')}${ofCluster(words)}`;
}

/** Standalone activities have no workflow. */
export function inWorkflow(words: Words): string {
  const workflow = ` (workflow type ${words.label('workflow_type')}, namespace ${words.label('namespace')})`;
  const standalone = ` (standalone, namespace ${words.label('namespace')})`;
  return words.ifLabel('workflow_type', workflow, standalone);
}

export function queue(words: Words): string {
  return `task queue ${words.label('task_queue')} in namespace ${words.label('namespace')}${ofCluster(words)}`;
}

export function namespace(words: Words): string {
  return `namespace ${words.label('namespace')}${ofCluster(words)}`;
}

/** What a dashboard is narrowed to. The empty workflow type of standalone activities would not survive in a link. */
export const activityVariables = ['cluster', 'namespace', 'task_queue', 'activity_type'] as const;
