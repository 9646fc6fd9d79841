import type { Words } from '../texts.js';

export function activities(words: Words): string {
  return `Activities of type ${words.label('activity_type')} on task queue ${words.label('task_queue')}`;
}

/** Standalone activities have no workflow. */
export function inWorkflow(words: Words): string {
  const workflow = ` (workflow type ${words.label('workflow_type')}, namespace ${words.label('namespace')})`;
  const standalone = ` (standalone, namespace ${words.label('namespace')})`;
  return words.ifLabel('workflow_type', workflow, standalone);
}

export function queue(words: Words): string {
  return `task queue ${words.label('task_queue')} in namespace ${words.label('namespace')}`;
}

/** What a dashboard is narrowed to. The empty workflow type of standalone activities would not survive in a link. */
export const activityVariables = ['namespace', 'task_queue', 'activity_type'] as const;
