import { join } from 'node:path';
import { formatDuration } from '../../collector/text/duration.js';
import { type Child, EndedTooEarly } from '../../tools/child.js';
import { type Pace, timesOf } from '../scenario-input.js';
import { startNode } from './workers.js';

export type CollectorOptions = Readonly<{
  address: string;
  namespace: string;
  /** Where its state file goes. */
  folder: string;
  pace: Pace;
  /** 0 picks a free one. */
  port?: number;
  uiUrl?: string | undefined;
}>;

export type CollectorProcess = Child & Readonly<{ url: string }>;

/** Starts Deadbeat as a user would. @throws EndedTooEarly, whose log has the line that says why */
export async function startCollector(options: CollectorOptions): Promise<CollectorProcess> {
  const { address, namespace, folder, pace, port = 0, uiUrl } = options;
  const { seconds } = timesOf(pace);
  const flags = [
    ['--address', address],
    ['--namespace', namespace],
    ['--listen', `127.0.0.1:${port}`],
    ['--state-file', join(folder, 'deadbeat-state')],
    ['--schedule', '* * * * * *'],
    ['--cancel-grace', formatDuration(seconds(10))],
    ['--silent-after', formatDuration(seconds(60))],
    ['--stalled-after', formatDuration(seconds(20))],
    ['--log-format', 'json'],
    ...(uiUrl === undefined ? [] : [['--ui-url', uiUrl]]),
  ];
  const collector = await startNode('collector/main.ts', ['collect', ...flags.flat()], {
    what: 'the collector',
    ready: async (log) => listeningAt(log) !== undefined,
    killAfterMs: 3_500,
  });
  return { ...collector, url: listeningAt(collector.log()) as string };
}

export { EndedTooEarly };

function listeningAt(log: string): string | undefined {
  return /"url":"(http:[^"]+)".*"msg":"listening"/.exec(log)?.[1];
}
