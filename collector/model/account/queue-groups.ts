/** Task queues whose whole name matches the pattern are one under this name. */
export type QueueGroup = Readonly<{ pattern: RegExp; name: string }>;

/** Gives a task queue the name that it has in labels. */
export type GroupQueue = (taskQueue: string) => string;

const rememberAtMost = 10_000;

/** The first group that matches decides; a queue that is in none keeps its name. */
export function groupQueuesBy(groups: readonly QueueGroup[]): GroupQueue {
  if (groups.length === 0) return (taskQueue) => taskQueue;
  const known = new Map<string, string>();
  return (taskQueue) => {
    const remembered = known.get(taskQueue);
    if (remembered !== undefined) return remembered;
    const name = groups.find(({ pattern }) => pattern.test(taskQueue))?.name ?? taskQueue;
    if (known.size >= rememberAtMost) known.clear();
    known.set(taskQueue, name);
    return name;
  };
}
