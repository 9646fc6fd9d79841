import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../collector/findings/advice.js';
import { okabeIto } from '../../collector/findings/colours.js';
import type { Ended, Trace } from '../../collector/web/overview-schema.js';
import { keyOf } from '../../collector/web/page/address.js';
import { Case } from '../../collector/web/page/case.js';
import { Comparison } from '../../collector/web/page/comparison.js';
import { Ended as Ends, endedAlike } from '../../collector/web/page/ended.js';
import { endedCase } from '../../collector/web/page/ended-case.js';
import { Evidence, HeldQueues } from '../../collector/web/page/evidence.js';
import { History } from '../../collector/web/page/history.js';
import { percentText } from '../../collector/web/page/namespaces.js';
import { colourOf } from '../../collector/web/page/picture.js';
import { savingOf } from '../../collector/web/page/saving.js';
import { axisFor, barFor, positionOf, ticksOf } from '../../collector/web/page/scale.js';
import { Traces } from '../../collector/web/page/traces.js';
import { staticUi } from '../../collector/web/page/ui.js';
import { wastedText } from '../../collector/web/page/wasted-text.js';
import { aRow } from '../support/rows.js';
import { summaryOf } from '../support/summary.js';

const now = Date.parse('2026-01-01T12:00:00Z');
const row = aRow({});

describe('the common time axis', () => {
  it('shows some time before the oldest cancel request, and some that is still to come', () => {
    const requestedAt = Date.parse(row.cancelRequestedAt ?? '');
    const { from, to } = axisFor([row, aRow({ cancelRequestedAt: '2026-01-01T11:59:00Z' })], now);
    expect(from).toBeLessThan(requestedAt);
    expect(to).toBeGreaterThan(now);
    expect(to - now).toBeLessThan(now - from);
  });

  it('has a span, whatever there is to show', () => {
    for (const rows of [[], [aRow({ startedAt: null, cancelRequestedAt: null })]]) {
      const { from, to } = axisFor(rows, now);
      expect(to).toBeGreaterThan(from);
    }
  });

  it('puts every instant within its width', () => {
    const axis = { from: 100, now: 150, to: 200 };
    expect([50, 100, 150, 300].map((at) => positionOf(axis, at))).toEqual([0, 0, 50, 100]);
  });

  it.each([20_000, 3_600_000, 40 * 86_400_000])('has a few ticks, one of them now: over %i ms', (spanMs) => {
    const ticks = ticksOf({ from: now - spanMs, now, to: now + spanMs / 3 });
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.map(({ secondsAgo }) => secondsAgo)).toContain(0);
  });
});

describe('a bar', () => {
  const axis = axisFor([row], now);

  it('is wanted up to the cancel request, wasted up to the observation, and then still to come', () => {
    const { parts, marks } = barFor(row, axis);
    expect(parts.map(({ kind }) => kind)).toEqual(['wanted', 'wasted', 'rest']);
    for (const [index, part] of parts.slice(1).entries())
      expect(part.left).toBeCloseTo((parts[index]?.left ?? 0) + (parts[index]?.width ?? 0));
    expect(marks).toEqual([{ kind: 'cancel', at: parts[1]?.left }]);
  });

  it('shows each heartbeat that was observed', () => {
    const heartbeatsAt = ['2026-01-01T11:58:30.000Z', '2026-01-01T11:59:00.000Z', '2026-01-01T11:59:30.000Z'];
    const { marks } = barFor(aRow({ heartbeatsAt }), axis);
    expect(marks.map(({ kind }) => kind)).toEqual(['cancel', 'heartbeat', 'heartbeat', 'heartbeat']);
    const positions = marks.map(({ at }) => at);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('claims nothing to come of what the server has given up on', () => {
    const { parts } = barFor(aRow({ suspect: true, reason: null }), axis);
    expect(parts.map(({ kind }) => kind)).not.toContain('rest');
  });

  it('of what the server has given up on may run until now, and of an orphan as long as its timeouts allow', () => {
    const suspect = barFor(aRow({ suspect: true, reason: null, observedAt: '2026-01-01T11:59:00.000Z' }), axis);
    const last = suspect.parts.at(-1);
    expect(last?.kind).toBe('maybe');
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(positionOf(axis, now));
    const orphan = barFor(aRow({ orphaned: true, reason: null, forcedEndAt: '2026-01-01T12:00:20.000Z' }), axis);
    expect(orphan.parts.map(({ kind }) => kind)).toEqual(['wanted', 'wasted', 'maybe']);
  });

  it('of what its workflow left behind, shows no more as wasted than is confirmed', () => {
    const left = { suspect: true, reason: null, wastedSeconds: 0, observedAt: '2026-01-01T11:59:50.000Z' } as const;
    expect(barFor(aRow(left), axis).parts.map(({ kind }) => kind)).toEqual(['wanted', 'maybe']);
    const partly = barFor(aRow({ ...left, wastedSeconds: 29 }), axis).parts;
    expect(partly.map(({ kind }) => kind)).toEqual(['wanted', 'wasted', 'maybe']);
    expect(partly[2]?.left).toBeCloseTo(positionOf(axis, Date.parse('2026-01-01T11:58:30.000Z')));
    // An orphan is observed after its workflow closed, too; until then alone is confirmed.
    const orphan = barFor(aRow({ ...left, suspect: false, orphaned: true, wastedSeconds: 29 }), axis).parts;
    expect(orphan.map(({ kind }) => kind)).toEqual(['wanted', 'wasted', 'maybe']);
    expect(orphan[2]?.left).toBeCloseTo(positionOf(axis, Date.parse('2026-01-01T11:58:30.000Z')));
  });

  it('shows the time since its worker was lost not as wasted', () => {
    const { parts } = barFor(aRow({ lost: true, lostSeconds: 90, wastedSeconds: 29 }), axis);
    expect(parts.map(({ kind }) => kind)).toEqual(['wanted', 'wasted', 'rest']);
    expect(parts[2]?.left).toBeCloseTo(positionOf(axis, Date.parse('2026-01-01T11:58:30.000Z')));
  });

  it('claims no wanted work of a cancelled one whose request is not known', () => {
    const unknown = { suspect: true, reason: null, cancelRequestedAt: null, wastedSeconds: null } as const;
    expect(barFor(aRow({ ...unknown, observedAt: '2026-01-01T12:00:00.000Z' }), axis).parts).toEqual([]);
    expect(barFor(aRow({ ...unknown, state: 'started' }), axis).parts.map(({ kind }) => kind)).toEqual(['wanted']);
  });

  it('never leaves the axis, whatever the instants', () => {
    const early = '1970-01-01T00:00:00Z';
    const late = '2999-01-01T00:00:00Z';
    for (const fields of [
      { startedAt: late },
      { cancelRequestedAt: early },
      { observedAt: early },
      { forcedEndAt: early },
    ])
      for (const { left, width } of barFor(aRow(fields), axis).parts) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(width).toBeGreaterThan(0);
        expect(left + width).toBeLessThanOrEqual(100.001);
      }
  });
});

it.each([
  ['vermillion', {}],
  ['purple', { reason: null, suspect: true, overrunCause: 'ignoring_cancel' }],
  ['vermillion', { reason: null, undecided: true, overrunCause: 'no_heartbeat' }],
  ['blue', { reason: null, suspect: true }],
] as const)('a bar is %s, the color of its cause, for %j', (colour, fields) => {
  expect(colourOf(aRow(fields))).toBe(okabeIto[colour]);
});

describe('the card of one that the server has given up on', () => {
  const suspect = { suspect: true, reason: null } as const;
  const textOf = (fields: Parameters<typeof aRow>[0]) =>
    renderToString(
      <Case row={aRow({ ...suspect, ...fields })} axis={axisFor([row], now)} now={now} ui={staticUi} isOpen={true} />,
    ).replaceAll(/<[^>]+>/g, '|');

  it('tells when its cancellation was requested, or that this is not known, and never that it was not', () => {
    expect(textOf({})).toContain('Cancel requested');
    expect(textOf({})).not.toContain('not cancelled');
    const unknown = textOf({ cancelRequestedAt: null, cancelRequestedSource: null, wastedSeconds: null });
    expect(unknown).toContain('waste not known');
    expect(unknown).toMatch(/Cancel requested\|+the time is not known/);
    expect(textOf({ state: 'started', cancelRequestedAt: null, wastedSeconds: null })).toContain('not cancelled');
  });

  it('advises heartbeats where the code sends none, as no cancellation reaches it', () => {
    expect(textOf({})).toContain("heartbeatTimeout: '60s'");
    expect(textOf({})).not.toContain('catch (error)');
    const hearing = textOf({ heartbeatTimeoutSeconds: 10 });
    expect(hearing).toContain('catch (error)');
    expect(hearing).not.toContain('heartbeatTimeout:');
  });
});

describe('what one has wasted', () => {
  const wasted = (fields: Parameters<typeof aRow>[0]) => {
    const html = renderToString(
      <Case row={aRow(fields)} axis={axisFor([row], now)} now={now} ui={staticUi} isOpen={false} />,
    );
    return /<span class="wasted[^"]*">(.*?)<\/span>/.exec(html)?.[1]?.replaceAll(/<[^>]+>/g, '');
  };
  const gone = { reason: null } as const;

  it.each([
    ['1m59s', {}],
    ['≥ 1m59s', { cancelRequestedSource: 'first_observed' }],
    ['≥ 1m59s', { ...gone, suspect: true }],
    ['≥ 1m59s', { ...gone, undecided: true }],
    ['≤ 1m49s', { ...gone, orphaned: true, wastedSeconds: 0, forcedEndAt: '2026-01-01T11:59:50.000Z' }],
    ['29s to 1m49s', { ...gone, orphaned: true, wastedSeconds: 29, forcedEndAt: '2026-01-01T11:59:50.000Z' }],
    ['waste not known', { ...gone, suspect: true, wastedSeconds: 0 }],
    ['waste not known', { ...gone, orphaned: true, wastedSeconds: 0, forcedEndAt: null }],
    ['≥ 29s', { ...gone, orphaned: true, wastedSeconds: 29, forcedEndAt: null }],
    ['≥ 29s', { ...gone, orphaned: true, wastedSeconds: 29, cancelRequestedSource: 'first_observed' }],
    ['waste not known', { ...gone, orphaned: true, wastedSeconds: 0, cancelRequestedSource: 'first_observed' }],
    ['≥ 1m59s, waits 1m', { lost: true, lostSeconds: 60 }],
    ['waits 1m', { lost: true, lostSeconds: 60, wastedSeconds: 0 }],
    ['waits 1m', { ...gone, lost: true, lostSeconds: 60, wastedSeconds: null }],
  ] as const)('is %s', (text, fields) => {
    expect(wasted(fields)).toBe(text);
  });
});

describe('what would have been saved', () => {
  it('is a bound for what needs heartbeats or must stop when told, and is not said of the rest', () => {
    expect(savingOf(row)).toContain('A heartbeat timeout of 60s would have saved at most 1m48s of 1m59s so far');
    expect(savingOf(row)).toContain('called heartbeat at least every 48s');
    expect(savingOf(aRow({ startToCloseTimeoutSeconds: 120 }))).toContain('10s would have saved at most 1m56s');
    expect(savingOf(aRow({ startToCloseTimeoutSeconds: 10, wastedSeconds: 9 }))).toBeUndefined();
    const ignoring = { reason: 'ignoring_cancel', toldAt: '2026-01-01T11:58:30.000Z' } as const;
    expect(savingOf(aRow(ignoring))).toContain(
      'as soon as it received the cancellation, at least 1m30s and at most 1m59s',
    );
    expect(savingOf(aRow({ reason: 'silent' }))).toBeUndefined();
    expect(savingOf(aRow({ wastedSeconds: 11 }))).toBeUndefined();
    expect(savingOf(aRow({ reason: null, wastedSeconds: null }))).toBeUndefined();
  });
});

describe('what to change', () => {
  it('names the heartbeat timeout by the rule that the audit uses, and none that start-to-close makes useless', () => {
    expect(adviceOn('no_heartbeat', row)).toContain('(suggested: 60s)');
    expect(adviceOn('no_heartbeat', aRow({ startToCloseTimeoutSeconds: 120 }))).toContain('(suggested: 10s)');
    expect(adviceOn('no_heartbeat', aRow({ optionsKnown: false }))).toContain('(for example 30s)');
    const short = adviceOn('no_heartbeat', aRow({ startToCloseTimeoutSeconds: 10 }));
    expect(short).toContain('A heartbeat timeout would not help here');
    expect(short).not.toMatch(/30s/);
  });

  it('shows no code with a heartbeat timeout that start-to-close makes useless', () => {
    const cardOf = (of: typeof row) =>
      renderToString(<Case row={of} axis={axisFor([row], now)} now={now} ui={staticUi} isOpen={true} />);
    expect(cardOf(row)).toContain('heartbeatTimeout');
    const short = { startToCloseTimeoutSeconds: 10 };
    expect(cardOf(aRow(short))).not.toContain('heartbeatTimeout');
    const givenUp = { reason: null, suspect: true, overrunCause: 'no_heartbeat' } as const;
    expect(cardOf(aRow({ ...givenUp, ...short }))).not.toContain('heartbeatTimeout');
    expect(cardOf(aRow(givenUp))).toContain('heartbeatTimeout');
  });
});

it('what to change asks for no heartbeats where they already limit the wait for a lost worker', () => {
  const lost = { reason: null, lost: true } as const;
  const bounded = aRow({ ...lost, heartbeatTimeoutSeconds: 10 });
  expect(adviceOn('lost', aRow(lost))).toContain('Let the activity call heartbeat');
  expect(adviceOn('lost', bounded)).toMatch(/^Find out why the worker stopped\./);
  const cardOf = (of: typeof bounded) =>
    renderToString(<Case row={of} axis={axisFor([row], now)} now={now} ui={staticUi} isOpen={true} />);
  expect(cardOf(bounded)).not.toContain('heartbeatTimeout:');
  expect(cardOf(aRow(lost))).toContain('heartbeatTimeout:');
  expect(cardOf(aRow({ ...lost, lostSince: '2026-01-01T11:58:00.000Z', lostSeconds: 115 }))).toContain(
    '<small>waits 1m55s</small>',
  );
});

describe('how much was seen while it happened', () => {
  it.each([
    [1, '100 %'],
    [0.99999997, '100 %'],
    [0.9995, '100 %'],
    [0.9994, '99 %'],
    [0.757, '76 %'],
    [0, '0 %'],
  ])('of %d is %s', (share, text) => {
    expect(percentText(share)).toBe(text);
  });
});

describe('before and after a fix', () => {
  const comparison = { fixedAt: '2026-01-01T12:30:00.000Z', before: null, after: null, types: [] };
  const textOf = (fixedAt: string) =>
    renderToString(
      <Comparison comparison={{ ...comparison, fixedAt }} since="2026-01-01T12:10:00.000Z" now={now} filters={{}} />,
    ).replaceAll(/<[^>]+>/g, '');

  it('says why a side is not known', () => {
    const future = textOf('2026-01-02T12:30:00.000Z');
    expect(future).toContain('The history begins at 12:10:00 UTC: a fix within its first hour cannot be compared.');
    expect(future).toContain('Before: not known. No whole hour or day between the beginning of the history');
    expect(future).toContain('After: not known. The fix is in the future.');
    expect(textOf('2026-01-01T11:59:00.000Z')).toContain('Before: not known. The fix is from before the history');
    expect(textOf('2026-01-01T11:59:00.000Z')).toContain('After: not known. No whole hour after the fix is known yet.');
  });
});

describe('the evidence of what may still run', () => {
  const suspect = aRow({ suspect: true, reason: null, taskQueue: 'work' });
  const queue = {
    ...{ namespace: 'default', taskQueue: 'work', slots: 10, held: 2, heldInferred: 2, used: 2, accounted: 0 },
    reportedAt: '2026-01-01T11:59:00.000Z',
  };
  const textOf = (queues: readonly (typeof queue)[]) =>
    renderToString(
      <HeldQueues.Provider value={queues}>
        <Evidence row={suspect} now={now} />
      </HeldQueues.Provider>,
    ).replaceAll(/<[^>]+>/g, '');

  it('has the slots in use, what Temporal counts in them, and when this was reported', () => {
    const text = textOf([queue]);
    expect(text).toContain(
      '2 in use by the last reports of its workers (from 11:59:00 UTC or later); Temporal counts 0 running activities there',
    );
    expect(text).toContain('as of when Temporal gave up on it');
    expect(text).not.toContain('observed');
    expect(textOf([])).toContain('Slots of its task queuenot known');
  });
});

describe('the types that wasted most', () => {
  const bucket = { startsAt: '2026-01-01T11:00:00.000Z', seconds: {} };
  const history = (count: number) => ({
    ...{ since: '2026-01-01T00:00:00.000Z', lastHourSeconds: 0, todaySeconds: 0, yesterdaySeconds: 0 },
    ...{ minutes: [bucket], hours: [], comparison: null, otherTypes: { count, wastedSeconds: 12 } },
    unreachableTypes: 0,
    types: [
      {
        ...{ namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge', owner: null },
        wastedSeconds: 60,
      },
    ],
  });
  const textOf = (count: number, filters = {}, ranOn = { lastHourSeconds: 0, todaySeconds: 0 }) =>
    renderToString(
      <History history={history(count)} ranOn={ranOn} startedAt="2026-01-01T00:00:00Z" now={now} filters={filters} />,
    ).replaceAll(/<[^>]+>/g, '');

  it('come after what is not in the history, where code ran on', () => {
    expect(textOf(0, {}, { lastHourSeconds: 0, todaySeconds: 470 })).toContain(
      'Code that ran on after its timeout is not in them: today at least 7m50s (inferred).',
    );
    expect(textOf(0)).not.toContain('ran on');
  });

  it('say which filters do not narrow them', () => {
    const narrowed = textOf(0, { finding: 'lost', search: 'x', taskQueue: 'work' });
    expect(narrowed).toContain('Not narrowed by the filters “Finding” and “ID or worker”.');
    expect(textOf(0, { taskQueue: 'work' })).not.toContain('Not narrowed');
  });

  it('are followed by how many more there are, and what those wasted', () => {
    expect(textOf(3)).toContain('and 3 more activity types: 12s');
    expect(textOf(1)).toContain('and 1 more activity type: 12s');
    expect(textOf(0)).not.toContain('more activity type');
  });
});

const anEnded = (activityId: string, more: Partial<Ended> = {}): Ended => ({
  ...{ namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' },
  ...{ workflowId: `order-${activityId}`, runId: 'r', activityId, attempt: 1, owner: null, uiUrl: null },
  ...{ cancelRequestedAt: '2026-01-01T11:00:00.000Z', endedAt: '2026-01-01T11:02:00.000Z' },
  ...{
    cancelRequestedSource: 'history',
    outcome: 'timed_out',
    codeRuns: null,
    ranOnUntil: null,
    reason: 'no_heartbeat',
    wastedSeconds: 120,
    wastedSecondsAtMost: null,
    ...more,
  },
});

describe('what ended last', () => {
  const row = anEnded;

  it('is one row for those of a type that ended alike, where the newest of them was', () => {
    const rows = [row('1'), row('2', { outcome: 'completed' }), row('3'), row('4', { activityType: 'ship' })];
    const groups = endedAlike(rows).map((group) => group.map(({ activityId }) => activityId));
    expect(groups).toEqual([['1', '3'], ['2'], ['4']]);
  });

  it.each([
    ['2m', [{}]],
    ['not known', [{ outcome: 'closed', wastedSeconds: 0 }]],
    ['at least 2m', [{ outcome: 'closed' }]],
    ['not known, at most 1m49s', [{ outcome: 'closed', wastedSeconds: 0, wastedSecondsAtMost: 109 }]],
    ['at least 2m', [{ cancelRequestedSource: 'first_observed' }]],
    ['at least 4m', [{ cancelRequestedSource: 'first_observed' }, {}]],
    ['2m', [{ cancelRequestedSource: null }]],
    ['4m to 5m49s', [{ outcome: 'closed', wastedSecondsAtMost: 229 }, {}]],
    ['at least 4m', [{ outcome: 'closed', wastedSecondsAtMost: 229 }, { outcome: 'closed' }]],
  ] as const)('wasted %s, where its code may have run on after its workflow closed', (text, rows) => {
    expect(wastedText(rows.map((fields, index) => row(`${index}`, fields)))).toBe(text);
  });

  it('says whether the code of what Temporal has given up on still runs, and how many there are in all', async () => {
    const { overview } = await summaryOf([]);
    const textOf = (ended: readonly Ended[], endedCount: number, filters = {}) =>
      renderToString(
        <Ends
          overview={{ ...overview, ended, endedCount, endedTruncated: endedCount === 100 }}
          filters={filters}
          now={now}
        />,
      ).replaceAll(/<[^>]+>/g, '');
    const text = textOf([row('1', { codeRuns: 'probably' }), row('2', { codeRuns: 'not_known_yet' })], 100);
    expect(text).toContain('given up by Temporal after a timeout; its code may still run');
    expect(text).toContain('given up by Temporal after a timeout; whether its code still runs is not known yet');
    expect(textOf([row('1')], 1)).toContain('given up by Temporal after a timeout; no sign that its code ran on');
    expect(textOf([row('1', { codeRuns: 'not_known' })], 1)).toContain(
      'given up by Temporal after a timeout; whether its code ran on is not known',
    );
    const ranOnUntil = '2026-01-01T11:09:50.000Z';
    expect(textOf([row('1', { ranOnUntil })], 1)).toContain(
      'given up by Temporal after a timeout; a slot stayed in use for at least 7m50s longer, probably by its code (inferred)',
    );
    expect(
      textOf([row('1', { ranOnUntil, codeRuns: 'probably' }), row('2', { ranOnUntil, codeRuns: 'probably' })], 2),
    ).toContain(
      'its code may still run: slots stayed in use for at least 15m40s longer so far, probably by it (inferred)',
    );
    expect(text).toContain('The last 2 of 100 activities that ended');
    expect(text).toContain('Only the last 100 of all are kept.');
    expect(text).not.toContain('Not narrowed');
    const narrowed = textOf([row('1')], 1, { finding: 'lost', search: 'x' });
    expect(narrowed).toContain('The activity that ended');
    expect(narrowed).toContain('Not narrowed by the filter “Finding”.');
  });
});

describe('what is on record besides', () => {
  const trace = (kind: Trace['kind'], activityId: string): Trace => ({
    ...{
      namespace: 'default',
      taskQueue: 'loop',
      workflowType: 'order',
      activityType: 'spin',
      owner: null,
      uiUrl: null,
    },
    ...{ workflowId: `order-${activityId}`, runId: 'r', activityId, attempt: 2, kind, seconds: 470 },
    ...{ from: '2026-01-01T11:02:00.000Z', until: '2026-01-01T11:09:50.000Z' },
  });
  const withTraces = async (...traces: Trace[]) => {
    const { overview } = await summaryOf([]);
    return { ...overview, traces, tracesCount: traces.length };
  };

  it('is a row for those of a type that ran on, and one for those that were lost; a bound says so', async () => {
    const overview = await withTraces(trace('ran_on', '1'), trace('ran_on', '2'), trace('lost', '3'));
    const text = renderToString(<Traces overview={overview} now={now} />).replaceAll(/<[^>]+>/g, '|');
    expect(text).toMatch(
      /a slot stayed in use after Temporal gave up on it, probably by its code \(inferred\)\|+at least 15m40s\|+2 × \|*spin/,
    );
    expect(text).toMatch(/worker lost: Temporal waited for it\|+7m50s\|+spin/);
    expect(text).toContain('Not in the wasted time.');
    expect(renderToString(<Traces overview={await withTraces()} now={now} />)).toBe('');
  });

  it('answers a link to a case that has ended', async () => {
    const overview = await withTraces(trace('ran_on', '1'), trace('lost', '3'));
    const noticeOf = (named: Trace) => endedCase(keyOf(named), overview, now);
    expect(noticeOf(trace('lost', '3'))).toContain(
      'Its worker was lost: Temporal waited for it for 7m50s, until 11:09:50 UTC.',
    );
    expect(noticeOf(trace('ran_on', '1'))).toContain(
      'Temporal gave up on it at 11:02:00 UTC; a slot of its worker stayed in use until 11:09:50 UTC at least, probably by its code (inferred).',
    );
    const ofTwo = { taskQueue: 'loop', activityType: 'spin', attempt: 2, ranOnUntil: '2026-01-01T11:09:50.000Z' };
    const ended = [anEnded('1', ofTwo), anEnded('1', { ...ofTwo, attempt: 3, outcome: 'failed' })];
    const cancelled = endedCase(keyOf(trace('ran_on', '1')), { ...overview, ended }, now);
    expect(cancelled).not.toContain('failed');
    expect(cancelled).toContain(
      'a slot stayed in use for at least 7m50s longer, probably by its code (inferred); wasted: 2m.',
    );
    expect(cancelled).not.toContain('11:09:50');
    expect(noticeOf({ ...trace('lost', '3'), attempt: 1 })).toContain('it has ended, or another attempt runs.');
  });
});
