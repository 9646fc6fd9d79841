import { describe, expect, it } from 'vitest';
import type { Effect, Trace } from '../../../collector/model/account/effect.js';
import type { Activity } from '../../../collector/model/activity/activity.js';
import type { Execution } from '../../../collector/model/execution/execution.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import type { HistoryEvent } from '../../../collector/model/execution/history.js';
import type { WorkerState } from '../../../collector/model/workers/workers.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../../support/model.js';

const at = (seconds: number) => t0 + seconds * 1000;
const started = runningActivity();
const cancelled = runningActivity({ state: 'cancel_requested' });
const reporting: WorkerState = { kind: 'reporting' };
const stopped = (lastReport: number, silentUntil: number): WorkerState => ({
  ...{ kind: 'stopped', lastReportAt: at(lastReport), silentUntil: at(silentUntil) },
});
/** A blind activity that started at 0 s, was cancelled at `request` and timed out at `end`. */
function history(request: number | undefined, end: number): HistoryEvent[] {
  const events: HistoryEvent[] = [
    { eventId: 5, at: at(0), kind: 'scheduled', activityId: '5', activityType: 'charge', taskQueue: 'work' },
    ...(request === undefined
      ? []
      : [{ eventId: 6, at: at(request), kind: 'cancel_requested', scheduledEventId: 5 } as const]),
    { eventId: 7, at: at(0), kind: 'started', scheduledEventId: 5 },
    { eventId: 8, at: at(end), kind: 'ended', scheduledEventId: 5, outcome: 'timed_out', ran: true },
  ];
  return events.reverse();
}

/** Follows one workflow: at every second, what Describe lists and what is known of the worker; then its whole history. */
function follow(
  observed: readonly (readonly [number, Activity, WorkerState])[],
  request: number | undefined,
  end: number,
) {
  let execution: Execution = newExecution();
  const effects: Effect[] = [];
  const take = (step: Readonly<{ execution: Execution; effects: readonly Effect[] }>) => {
    execution = step.execution;
    effects.push(...step.effects);
  };
  for (const [second, activity, worker] of observed)
    take(foldDescription(execution, descriptionAt(at(second), [activity]), { ...context, workerOf: () => worker }));
  take(foldDescription(execution, descriptionAt(at(end + 1), [], { historyLength: 8 }), context));
  take(foldHistory(execution, { events: history(request, end), newestEventId: 8, tooLong: false }, limits));
  const seconds = (kind: 'wasted' | 'lost') =>
    effects.reduce((sum, effect) => sum + (effect.kind === kind ? effect.changeMs / 1000 : 0), 0);
  for (const effect of effects) if (effect.kind === 'ended') expect(effect.of.wastedMs / 1000).toBe(seconds('wasted'));
  return {
    wasted: seconds('wasted'),
    lost: seconds('lost'),
    ends: effects.filter(({ kind }) => kind === 'ended').length,
    traces: effects.flatMap((effect) => (effect.kind === 'traced' ? [secondsOf(effect.trace)] : [])),
  };
}

function secondsOf({ kind, from, until }: Trace) {
  return [kind, (from - at(0)) / 1000, (until - at(0)) / 1000] as const;
}

describe('an attempt whose worker has stopped', () => {
  it('is lost from the last report on, if it was not cancelled', () => {
    const observed = [
      [10, started, reporting],
      [30, started, stopped(12, 28)],
    ] as const;
    expect(follow(observed, undefined, 60)).toEqual({ wasted: 0, lost: 48, ends: 0, traces: [['lost', 12, 60]] });
  });

  it('is lost and not wasted when it is cancelled after that was found', () => {
    const observed = [
      [10, started, reporting],
      [30, started, stopped(12, 28)],
      [40, cancelled, stopped(12, 38)],
      [50, cancelled, stopped(12, 48)],
    ] as const;
    expect(follow(observed, 35, 60)).toEqual({ wasted: 0, lost: 48, ends: 1, traces: [['lost', 12, 60]] });
  });

  it('is wasted until that was found, and lost from then on, when it was cancelled before', () => {
    const observed = [
      [10, started, reporting],
      [20, cancelled, reporting],
      [30, cancelled, stopped(12, 28)],
      [50, cancelled, stopped(12, 48)],
    ] as const;
    expect(follow(observed, 15, 60)).toEqual({ wasted: 15, lost: 30, ends: 1, traces: [['lost', 30, 60]] });
  });

  it('is wasted again when its worker reports again', () => {
    const observed = [
      [20, cancelled, reporting],
      [30, cancelled, stopped(12, 28)],
      [40, cancelled, stopped(12, 40)],
      [50, cancelled, reporting],
    ] as const;
    expect(follow(observed, 15, 60)).toEqual({ wasted: 35, lost: 10, ends: 1, traces: [] });
  });

  it('is lost, wasted and lost again where its worker stops, reports and stops again', () => {
    const observed = [
      [10, started, reporting],
      [30, started, stopped(12, 28)],
      [40, cancelled, stopped(12, 38)],
      [50, cancelled, reporting],
      [60, cancelled, reporting],
      [70, cancelled, stopped(60, 68)],
      [78, cancelled, stopped(60, 76)],
    ] as const;
    expect(follow(observed, 35, 80)).toEqual({ wasted: 32, lost: 36, ends: 1, traces: [['lost', 70, 80]] });
  });

  it('is not lost where its heartbeats show that it lives although no report comes', () => {
    const heartbeating = (second: number) => runningActivity({ lastHeartbeatAt: at(second) });
    const observed = [
      [10, started, reporting],
      [140, heartbeating(130), stopped(12, 138)],
      [200, heartbeating(190), stopped(12, 198)],
    ] as const;
    expect(follow(observed, undefined, 260).lost).toBe(0);
    const foundBefore = [[136, heartbeating(70), stopped(12, 134)], ...observed.slice(1)] as const;
    expect(follow(foundBefore, undefined, 260).lost).toBe(122);
    const last = [[140, heartbeating(60), stopped(12, 138)]] as const;
    expect(follow(last, undefined, 260).lost).toBe(248);
  });

  it('that is asked to pause is lost like any other', () => {
    const pausing = runningActivity({ state: 'pause_requested', paused: true });
    const observed = [
      [10, started, reporting],
      [30, pausing, stopped(12, 28)],
    ] as const;
    expect(follow(observed, undefined, 60)).toEqual({ wasted: 0, lost: 48, ends: 0, traces: [['lost', 12, 60]] });
  });
});

it('an attempt that is reset while it runs is the same attempt: its number changes, not its start', () => {
  const second = { ...cancelled, attempt: 2 };
  const observed = [
    [20, second, reporting],
    [30, cancelled, reporting],
    [40, cancelled, reporting],
  ] as const;
  expect(follow(observed, 15, 60)).toEqual({ wasted: 45, lost: 0, ends: 1, traces: [] });
});
