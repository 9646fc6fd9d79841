import * as z from 'zod';
import { endedAtMost, type NumberedEpisode, type RecentlyEnded } from '../model/account/recently-ended.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';
import { parseJson } from '../text/json.js';
import type { Change, Engine } from './engine.js';
import { entryKey } from './keys.js';

const schema = z.object({
  number: z.int().nonnegative(),
  episode: z.object({
    ...{ namespace: z.string(), taskQueue: z.string(), workflowType: z.string(), activityType: z.string() },
    ...{ workflowId: z.string(), runId: z.string(), activityId: z.string() },
    at: z.number(),
    requestedAt: z.number(),
    wastedMs: z.number(),
    reason: z.enum(reasons),
    outcome: z.enum(outcomes),
  }),
});

/** Keeps the attempts that ended last: each has one of a fixed number of keys, which a later one takes over. */
export class EndedEntries {
  private savedBelow = 0;

  constructor(private readonly recentlyEnded: RecentlyEnded) {}

  /** What an earlier run saved; an entry that cannot be read is left out. */
  async restore(engine: Engine): Promise<void> {
    const saved: NumberedEpisode[] = [];
    for await (const entries of engine.read('r'))
      for (const [, value] of entries) {
        const { data } = schema.safeParse(parseJson(value));
        if (data !== undefined) saved.push(data);
      }
    this.recentlyEnded.restore(saved);
    this.savedBelow = this.recentlyEnded.end;
  }

  /** What is not saved yet; `saved` is called once it is. */
  take(): Readonly<{ changes: readonly Change[]; saved: () => void }> {
    const { end } = this.recentlyEnded;
    const changes = this.recentlyEnded
      .since(this.savedBelow)
      .map((one): Change => [entryKey('r', one.number % endedAtMost), JSON.stringify(one)]);
    const saved = () => {
      this.savedBelow = end;
    };
    return { changes, saved };
  }
}
