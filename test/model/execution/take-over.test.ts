import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../collector/model/execution/execution.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import { handedOver } from '../../../collector/model/execution/take-over.js';
import {
  context,
  descriptionAt,
  limits,
  newAccount,
  newExecution,
  runningActivity,
  t0,
  wastedIn,
} from '../../support/model.js';

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

  it('keeps what was counted of it before, and counts the time between by neither', () => {
    const { account, execution } = wastedBy(newExecution());
    const returned = handedOver({ ...execution }, t0 + 100_000);
    const first = foldDescription(returned, descriptionAt(t0 + 101_000, [cancelled]), context);
    const second = foldDescription(first.execution, descriptionAt(t0 + 105_000, [cancelled]), context);
    for (const { effects } of [first, second]) account.apply(effects);
    expect(wastedIn(account)).toEqual({ ms: 74_000, debtMs: 0 });
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

  it('counts its orphans from then on', () => {
    const closed = descriptionAt(t0 + 61_000, [cancelled], { closedAt: t0 + 30_000 });
    const { execution } = foldDescription({ ...newExecution(), isHandedOver: true }, closed, context);
    expect(execution.orphans.map(({ countedUntil }) => countedUntil)).toEqual([t0 + 61_000]);
  });
});
