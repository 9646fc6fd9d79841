import type { AnyLabel } from '../../promql/metrics.js';
import type { Words } from '../texts.js';

/** Commands that an annotation carries ready to paste, with what the alert's labels say filled in. */
export type Commands = (words: Words, links: Readonly<{ deadbeat: string }>) => readonly string[];

const parameters = {
  namespace: 'namespace',
  task_queue: 'taskQueue',
  activity_type: 'activityType',
} as const satisfies Partial<Record<AnyLabel, string>>;

const api = (words: Words, deadbeat: string, labels: readonly (keyof typeof parameters)[], more = ''): string => {
  const query = labels.map((label) => `${parameters[label]}=${words.labelInUrl(label)}`).join('&');
  return `curl -sS '${deadbeat}/api/activities?${query}${more}'`;
};

const backlog = (words: Words): string =>
  `temporal task-queue describe --namespace ${words.labelInShell('namespace')} --task-queue ${words.labelInShell('task_queue')}`;
const tally = 'sort | uniq -c | sort -rn';
const podOfWorker = 'kubectl get pods --all-namespaces | grep HOST # HOST: what follows the @ of the worker identity';

/** Which they are, and in which process each runs: an SDK's identity reads pid@host, and on Kubernetes the host is the pod. */
export const ofActivities: Commands = (words, { deadbeat }) => [
  api(words, deadbeat, ['namespace', 'task_queue', 'activity_type'], '&limit=20'),
  `${api(words, deadbeat, ['namespace', 'task_queue', 'activity_type'], '&limit=500')} | jq -r '.activities[].workerIdentity' | ${tally}`,
  podOfWorker,
  backlog(words),
];

export const ofQueue: Commands = (words, { deadbeat }) => [
  api(words, deadbeat, ['namespace', 'task_queue'], '&limit=20'),
  `${api(words, deadbeat, ['namespace', 'task_queue'], '&limit=1000')} | jq -r '.activities[] | select(.reason != null or .suspect) | .workerIdentity' | ${tally}`,
  podOfWorker,
  backlog(words),
];

export const ofSuspects: Commands = (words, { deadbeat }) => [
  api(words, deadbeat, ['namespace', 'task_queue'], '&state=suspect'),
  podOfWorker,
  backlog(words),
];

export const ofNamespace: Commands = (words, { deadbeat }) => [
  `curl -sS '${deadbeat}/api/status'`,
  `temporal operator namespace describe --namespace ${words.labelInShell('namespace')}`,
];

export const ofCollector: Commands = (_words, { deadbeat }) => [
  `curl -sS '${deadbeat}/api/status'`,
  'kubectl get pods --all-namespaces --selector app.kubernetes.io/name=deadbeat',
  'kubectl logs --namespace NAMESPACE --selector app.kubernetes.io/name=deadbeat --tail=50',
];
