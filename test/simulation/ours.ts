import type { Urgency } from '../../collector/model/schedule/jobs.js';
import { Scheduler } from '../../collector/model/schedule/scheduler.js';
import { ClosedBacklog } from '../../collector/watch/closed-backlog.js';
import { seeded } from '../support/random.js';
import type { PolicyFor } from './policy.js';
import type { Seen, Timeline } from './timeline.js';

type Known = {
  at: number;
  length: number;
  unread: number;
  state: 'idle' | 'active' | 'cancel_requested';
  retryAt: number | undefined;
};

/** The collector's own scheduler with its default settings, told what the collector would tell it. */
export const ours: PolicyFor = (...given) => oursWith({})(...given);

type Changes = Readonly<{ maxObservationAgeMs?: number; knowsRetries?: boolean; knowsTimers?: boolean }>;

/** The same with another `--max-observation-age`, or one that is not told when a retry starts, or a timer fires. */
export const oursWith =
  ({ maxObservationAgeMs = 3_600_000, knowsRetries = true, knowsTimers = true }: Changes): PolicyFor =>
  (timelines, budgetPerSecond) => {
    let now = 0;
    const scheduler = new Scheduler({
      budgetPerSecond: () => budgetPerSecond,
      maxObservationAgeMs,
      monotonicMs: () => now * 1000,
    });
    const known = new Map<number, Known>();
    const closed = new Set<number>();
    const backlog = new ClosedBacklog(seeded(1), () => now * 1000);
    /** Nothing more is asked about an execution that has closed and whose history has been read. */
    const finish = (execution: number) => {
      backlog.finish(`${execution}`);
      scheduler.forget(`${execution}`);
    };
    timelines.forEach(({ type }, index) => {
      scheduler.put({ key: `${index}`, task: 'describe' }, { urgency: 'unseen', workflowType: type.name });
    });
    return {
      scheduler,
      next: (at) => {
        now = at;
        const job = scheduler.take();
        return job === undefined ? undefined : { execution: Number(job.key), task: job.task };
      },
      described: (execution, at, seen) => {
        const key = `${execution}`;
        const { type, startedAt } = timelines[execution] as Timeline;
        const before = known.get(execution);
        const state = stateOf(seen);
        const retryAt = knowsRetries ? seen.retryAt : undefined;
        const { retryAt: retriedAt = Number.POSITIVE_INFINITY } = before ?? {};
        const hasRetried = retriedAt <= at;
        const pace = scheduler.observed(key, {
          workflowType: type.name,
          before: hasRetried ? 'active' : before?.state,
          after: state,
          grownEvents: seen.historyLength - (before?.length ?? 0),
          seconds: at - (hasRetried ? retriedAt : (before?.at ?? startedAt)),
        });
        const unread = before === undefined ? 0 : before.unread + seen.historyLength - before.length;
        known.set(execution, { at, length: seen.historyLength, unread, state, retryAt });
        const wanted = { urgency: retryAt === undefined ? state : 'starting', workflowType: type.name, pace } as const;
        scheduler.put(
          { key, task: 'describe' },
          retryAt === undefined ? wanted : { ...wanted, startsInMs: (retryAt - at) * 1000 },
        );
        const isUrgent = (state === 'cancel_requested') !== (before?.state === 'cancel_requested');
        const urgency: Urgency = isUrgent ? 'urgent_history' : 'history';
        if (unread > 0) scheduler.put({ key, task: 'history' }, { urgency, workflowType: type.name });
        if (!seen.isClosed) return;
        closed.add(execution);
        if (unread > 0) scheduler.remove({ key, task: 'describe' });
        else finish(execution);
      },
      read: (execution, at, read) => {
        const before = known.get(execution);
        const { type } = timelines[execution] as Timeline;
        const firesAt = knowsTimers ? read.timerFiresAt : undefined;
        const firesInMs = firesAt === undefined ? undefined : (firesAt - at) * 1000;
        scheduler.readHistory(`${execution}`, type.name, { ...read, ended: read.starts }, firesInMs);
        if (before?.state === 'idle' && firesInMs !== undefined) {
          const ageMs = (at - before.at) * 1000;
          const wanted = { urgency: 'idle', workflowType: type.name, ageMs } as const;
          scheduler.put({ key: `${execution}`, task: 'describe' }, wanted);
        }
        if (before !== undefined) before.unread = 0;
        if (closed.has(execution)) finish(execution);
      },
      appeared: (execution, at) => {
        now = at;
        const { name: workflowType } = (timelines[execution] as Timeline).type;
        scheduler.put({ key: `${execution}`, task: 'describe' }, { urgency: 'new', workflowType });
      },
      left: (execution, at) => {
        now = at;
        if (closed.has(execution)) return;
        closed.add(execution);
        const key = `${execution}`;
        const { name: workflowType } = (timelines[execution] as Timeline).type;
        const state = known.get(execution)?.state;
        scheduler.remove({ key, task: 'describe' });
        if (state === undefined && !backlog.admit(key, { workflowType, status: '' }, 1)) finish(execution);
        else scheduler.put({ key, task: 'history' }, { urgency: closedUrgency(state), workflowType });
      },
    };
  };

/** Never described, idle, or running when it was described last. */
function closedUrgency(state: Known['state'] | undefined): Urgency {
  if (state === undefined) return 'closed';
  return state === 'idle' ? 'history' : 'urgent_history';
}

function stateOf({ isCancelRequested, isRunning }: Seen): Known['state'] {
  if (isCancelRequested) return 'cancel_requested';
  return isRunning ? 'active' : 'idle';
}
