import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../collector/model/execution/execution.js';
import { foldDeletion } from '../../../collector/model/execution/fold-deletion.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import { handedOver } from '../../../collector/model/execution/take-over.js';
import {
  context,
  descriptionAt,
  limits,
  lostIn,
  newAccount,
  newExecution,
  runningActivity,
  t0,
  wastedIn,
} from '../../support/model.js';

const handedOverAhead = { isHandedOver: true, takenOverAt: t0 + 90_000 } as const;
const cancelled = runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 3_600_000 });
const history = {
  events: [
    { kind: 'cancel_requested', eventId: 6, at: t0 + 1_000, scheduledEventId: 2 },
    { kind: 'scheduled', eventId: 2, at: t0, activityId: '5', activityType: 'charge', taskQueue: 'work' },
  ] as const,
  newestEventId: 6,
  tooLong: false,
};

/** Described a minute after the request, its history read, and described again ten seconds later. */
function wastedBy(execution: Execution) {
  const account = newAccount();
  const first = foldDescription(execution, descriptionAt(t0 + 61_000, [cancelled]), context);
  const second = foldHistory(first.execution, history, limits);
  const third = foldDescription(second.execution, descriptionAt(t0 + 71_000, [cancelled]), context);
  for (const { effects } of [first, second, third]) account.apply(effects);
  return { account, execution: third.execution };
}

describe('an execution that another process may have counted', () => {
  it('counts from its first description here, though history shows an earlier request', () => {
    expect(wastedIn(wastedBy(newExecution()).account).ms).toBe(70_000);
    const { account, execution } = wastedBy({ ...newExecution(), isHandedOver: true });
    expect(wastedIn(account)).toEqual({ ms: 10_000, debtMs: 0 });
    expect(account.series.unexamined.at({ namespace: 'default', cause: 'resharded' }).value).toBe(1);
    expect(execution.attempts.get('5')?.episode?.requestedAt).toBe(t0 + 1_000);
  });

  it('keeps what was counted of it before, and counts from the instant at which it is handed over', () => {
    const { account, execution } = wastedBy(newExecution());
    const returned = handedOver({ ...execution }, t0 + 100_000);
    const first = foldDescription(returned, descriptionAt(t0 + 101_000, [cancelled]), context);
    const second = foldDescription(first.execution, descriptionAt(t0 + 105_000, [cancelled]), context);
    for (const { effects } of [first, second]) account.apply(effects);
    expect(wastedIn(account)).toEqual({ ms: 75_000, debtMs: 0 });
  });

  it('counts none of what began and ended before', () => {
    const ended = {
      kind: 'ended',
      eventId: 7,
      at: t0 + 50_000,
      scheduledEventId: 2,
      outcome: 'timed_out',
      ran: true,
    } as const;
    const first = foldDescription({ ...newExecution(), isHandedOver: true }, descriptionAt(t0 + 61_000), context);
    const second = foldHistory(
      first.execution,
      { ...history, events: [ended, ...history.events], newestEventId: 7 },
      limits,
    );
    expect(second.effects.filter(({ kind }) => kind === 'wasted' || kind === 'ended')).toEqual([]);
  });

  it('counts nothing of it while the instant at which it is taken over lies ahead, and says once that there is a gap', () => {
    const { account, execution } = wastedBy({ ...newExecution(), ...handedOverAhead });
    expect(wastedIn(account).ms).toBe(0);
    // What its history holds from before is not this process's: no call is made for it.
    expect(
      foldDescription({ ...newExecution(), ...handedOverAhead }, descriptionAt(t0 + 61_000), context),
    ).toMatchObject({ execution: { examinedUpTo: 5 } });
    expect(account.series.unexamined.at({ namespace: 'default', cause: 'resharded' }).value).toBe(1);
    const later = foldDescription(execution, descriptionAt(t0 + 95_000, [cancelled]), context);
    account.apply(later.effects);
    expect(wastedIn(account).ms).toBe(5_000);
    expect(account.series.unexamined.at({ namespace: 'default', cause: 'resharded' }).value).toBe(1);
  });

  it('counts none of what ended before that instant, however it is found, and says that there is a gap', () => {
    const takenOver = { ...newExecution(), ...handedOverAhead };
    const end = { kind: 'ended', eventId: 7, at: t0 + 50_000, scheduledEventId: 2, outcome: 'timed_out' } as const;
    const read = { ...history, events: [{ ...end, ran: true }, ...history.events], newestEventId: 7 };
    const first = foldDescription(takenOver, descriptionAt(t0 + 40_000, [cancelled]), context);
    const second = foldDescription(first.execution, descriptionAt(t0 + 55_000, [], { historyLength: 7 }), context);
    const described = foldHistory(second.execution, read, limits);
    const neverDescribed = foldHistory({ ...takenOver, foundClosed: true, examinedUpTo: 0 }, read, limits);
    for (const steps of [[first, second, described], [neverDescribed]]) {
      const account = newAccount();
      for (const { effects } of steps) account.apply(effects);
      expect(wastedIn(account).ms).toBe(0);
      expect(steps.flatMap(({ effects }) => effects).filter(({ kind }) => kind === 'ended')).toEqual([]);
      expect(account.series.unexamined.at({ namespace: 'default', cause: 'resharded' }).value).toBe(1);
    }
  });

  it('counts none of what was lost before that instant', () => {
    const takenOver = { ...newExecution(), ...handedOverAhead };
    const account = newAccount();
    const silent = { kind: 'stopped', lastReportAt: t0 + 10_000 } as const;
    const running = runningActivity({ workerIdentity: '1@host' });
    let execution: Execution = takenOver;
    for (const at of [t0 + 61_000, t0 + 95_000]) {
      const worker = { ...context, workerOf: () => ({ ...silent, silentUntil: at }) };
      const step = foldDescription(execution, descriptionAt(at, [running]), worker);
      account.apply(step.effects);
      execution = step.execution;
    }
    expect(lostIn(account)).toBe(5_000);
  });

  it('leaves a timeout of an attempt that another process watched to that process', () => {
    const attempt = runningActivity({ startToCloseTimeoutMs: 60_000 });
    const takenOver = { ...newExecution(), isHandedOver: true, takenOverAt: t0 + 30_000 } as const;
    const end = { kind: 'ended', eventId: 7, at: t0 + 60_000, scheduledEventId: 2, outcome: 'timed_out' } as const;
    const scheduled = history.events.filter(({ kind }) => kind === 'scheduled');
    const givenUpOf = (execution: Execution) => {
      const first = foldDescription(execution, descriptionAt(t0 + 10_000, [attempt]), context);
      const second = foldDescription(first.execution, descriptionAt(t0 + 61_000, [], { historyLength: 7 }), context);
      const tail = { events: [{ ...end, ran: true }, ...scheduled], newestEventId: 7, tooLong: false };
      return foldHistory(second.execution, tail, limits).effects.filter(({ kind }) => kind === 'given_up');
    };
    expect(givenUpOf(newExecution())).toMatchObject([{ mayHaveBeenLost: true }]);
    expect(givenUpOf(takenOver)).toHaveLength(1);
    expect(givenUpOf(takenOver)[0]).not.toHaveProperty('mayHaveBeenLost');
  });

  it('counts its orphans from then on', () => {
    const closed = descriptionAt(t0 + 61_000, [cancelled], { closedAt: t0 + 30_000 });
    const { execution } = foldDescription({ ...newExecution(), isHandedOver: true }, closed, context);
    expect(execution.orphans.map(({ countedUntil }) => countedUntil)).toEqual([t0 + 61_000]);
  });

  it('counts what its deletion left behind from the instant at which it is taken over', () => {
    const takenOver = { ...newExecution(), ...handedOverAhead };
    const { execution } = foldDescription(takenOver, descriptionAt(t0 + 61_000, [cancelled]), context);
    expect(foldDeletion(execution)?.orphans.map(({ countedUntil }) => countedUntil)).toEqual([t0 + 90_000]);
  });
});
