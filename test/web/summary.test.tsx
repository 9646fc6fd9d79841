import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { Owners } from '../../collector/owners/owners.js';
import { Chart } from '../../collector/web/page/chart.js';
import { CommandsNeed } from '../../collector/web/page/command.js';
import { wastedTile } from '../../collector/web/page/cost-tiles.js';
import { FilterBar } from '../../collector/web/page/filters.js';
import { nextTile } from '../../collector/web/page/next-tile.js';
import { pastTiles } from '../../collector/web/page/past-tiles.js';
import { situationOf } from '../../collector/web/page/situation.js';
import { alsoTiles } from '../../collector/web/page/tiles.js';
import { trustOf } from '../../collector/web/page/trust.js';
import { verdictOf } from '../../collector/web/page/verdict.js';
import { countText } from '../../collector/web/page/visibility.js';
import { runningActivity, t0 } from '../support/model.js';
import { blind, emptyHistory, startToCloseTimeoutMs, summaryOf } from '../support/summary.js';
import { lost, now, suspectOf } from '../support/views.js';

const held = (unaccounted: number) => ({
  ...{ taskQueue: 'work', used: 5, free: 1, accounted: 0, unaccounted, unaccountedOn: new Map() },
});

describe('the numbers at the top', () => {
  it('never show 0 for what cannot be seen', async () => {
    const { text } = await summaryOf([blind('a')], ['no_worker_reports']);
    expect(text).toContain('Worker lost||not visible');
    expect(text).toContain('May still run||0 known');
    const seen = await summaryOf([blind('a')]);
    expect(seen.text).toContain('Worker lost||0');
    expect(seen.text).toContain('May still run||0');
    expect(seen.text).not.toContain('0 known');
  });

  it.each([
    [0, 'all', '0'],
    [0, 'some', '0 known'],
    [0, 'none', 'not visible'],
    [2, 'none', '2 known'],
  ] as const)('writes %i where %s can be seen as %s', (count, visibility, text) => {
    expect(countText(count, visibility)).toBe(text);
  });

  it('say what those that run can still waste, and what could be wasted next', async () => {
    const { overview, text } = await summaryOf([
      blind('a'),
      blind('b'),
      runningActivity({ activityId: 'c', activityType: 'import', startToCloseTimeoutMs }),
    ]);
    expect(overview.totals.comingSecondsAtMost).toBe(7_200);
    expect(text).toContain('Can still waste, at most||2h');
    expect(text).toContain(
      'What could waste next||2 activity types: charge, import; they could not receive a cancellation (running now)|',
    );
  });

  it('do not show as 0 what could be wasted next by activities whose worker is lost', async () => {
    const { text } = await summaryOf([lost([runningActivity({ activityId: 'a' })])]);
    expect(text).toContain('What could waste next||1 activity type: charge; it could not receive a cancellation');
    expect((await summaryOf([])).text).toContain(
      'What could waste next||none known no activity type is known that would run on after a cancellation (running now)|',
    );
    expect((await summaryOf([], ['options_unknown'])).text).toContain('What could waste next||none known');
    expect((await summaryOf([runningActivity({ activityId: 'a' })], ['options_unknown'])).text).toContain(
      'What could waste next||1 known activity type: charge',
    );
  });

  it('do not narrow by a finding what could be wasted next, and say so', async () => {
    const { text } = await summaryOf([runningActivity({ activityId: 'a' })], [], undefined, { finding: 'lost' });
    expect(text).toContain('could not receive a cancellation (running now; whatever the finding or ID)');
  });

  it('name three activity types of what could be wasted next, say how many more, and since when they are known', async () => {
    const { overview } = await summaryOf([]);
    const text = ({ meaning }: ReturnType<typeof nextTile>) =>
      renderToString(<p>{meaning}</p>).replaceAll(/<[^>]+>/g, '');
    const worst = ['charge', 'charge', 'ship', 'pack', 'weigh'].map((activityType, index) => ({
      ...{ namespace: 'default', taskQueue: `${index}`, workflowType: 'order', activityType },
      why: 'could_not_receive' as const,
    }));
    const history = (since: string) => ({ since }) as typeof overview.history;
    const of = {
      ...overview,
      observedAt: '2026-01-03T12:00:00.000Z',
      couldWasteNext: { types: 12, couldNotReceive: 11, worst },
    };
    expect(text(nextTile({ ...of, history: history('2026-01-01T00:00:00.000Z') }))).toBe(
      'activity types: charge, ship, pack and 9 more; 11 could not receive a cancellation, 1 ran on after it (running now, or wasted time in the last 48 hours)',
    );
    const early = { ...of, couldWasteNext: { types: 1, couldNotReceive: 0, worst: worst.slice(0, 1) } };
    expect(text(nextTile({ ...early, history: history('2026-01-03T08:13:00.000Z') }))).toBe(
      'activity type: charge; it ran on after a cancellation (running now, or wasted time since 08:13:00 UTC)',
    );
  });

  it.each([
    ['2026-01-02T00:00:00.000Z', 'wasted since midnight', null],
    ['2026-01-02T10:30:00.000Z', 'wasted since 10:30', null],
    ['2026-01-01T23:59:00.000Z', 'wasted since midnight', null],
    ['2026-01-01T00:00:00.000Z', 'wasted since midnight', 60],
  ])('say since when today is known, with a history that begins at %s', async (since, meaning, yesterdaySeconds) => {
    const { overview } = await summaryOf([blind('a')]);
    const history = { ...emptyHistory, since, lastHourSeconds: 0, todaySeconds: 0, yesterdaySeconds };
    const tiles = pastTiles({ ...overview, history }, Date.UTC(2026, 0, 2, 12));
    expect(tiles.find(({ term }) => term === 'Today (UTC)')?.meaning).toBe(meaning);
    const yesterday = renderToString(<p>{tiles.find(({ term }) => term === 'Yesterday (UTC)')?.meaning}</p>);
    expect(yesterday).toContain(
      yesterdaySeconds === null ? '<code>deadbeat audit --since 48h</code> with the connection' : '<p>wasted</p>',
    );
  });

  it('give the command that reads yesterday from history, ready to copy, with what it needs besides', async () => {
    const { overview } = await summaryOf([]);
    const history = { yesterdaySeconds: null, since: '2026-01-02T00:00:00.000Z' } as typeof overview.history;
    const auditCommands = ['deadbeat audit --address temporal:7233 --namespace default --since 48h'];
    const tiles = pastTiles({ ...overview, history, auditCommands }, now);
    const html = renderToString(
      <CommandsNeed.Provider value={['TEMPORAL_API_KEY']}>{tiles.at(-1)?.meaning}</CommandsNeed.Provider>,
    );
    expect(html.replaceAll(/<\/?(?:code|span)[^>]*>/g, '')).toContain(` run ${auditCommands[0]}`);
    expect(html).toContain('<span class="command"><code>deadbeat audit<span class="flag"> --address</span>');
    expect(html).toContain('as far as Temporal still has it');
    expect(html).toContain('Set TEMPORAL_API_KEY first');
  });

  it.each([
    ['Europe/Berlin', 'UTC+1', 'wasted since midnight'],
    ['Asia/Kathmandu', 'UTC+5:45', 'wasted since 23:45'],
  ])('name the days of the time zone %s', async (timeZone, zone, meaning) => {
    const { overview } = await summaryOf([blind('a')]);
    const history = {
      ...emptyHistory,
      since: '2025-12-30T00:00:00.000Z',
      lastHourSeconds: 0,
      todaySeconds: 0,
      yesterdaySeconds: 0,
    };
    const tiles = pastTiles({ ...overview, timeZone, history }, Date.UTC(2026, 0, 2, 12));
    expect(tiles.find(({ term }) => term === `Today (${zone})`)?.meaning).toBe(meaning);
    expect(tiles.find(({ term }) => term === `Yesterday (${zone})`)?.meaning).toBe('wasted');
  });

  it('say for how long code ran on besides, as a bound that is inferred, and nothing where none did', async () => {
    const { overview } = await summaryOf([]);
    const history = { lastHourSeconds: 60, todaySeconds: 90, yesterdaySeconds: 0, since: '2026-01-02T00:00:00.000Z' };
    const meanings = (ranOn: typeof overview.ranOn) =>
      pastTiles({ ...overview, ranOn, history: history as typeof overview.history }, Date.UTC(2026, 0, 2, 12))
        .slice(0, 2)
        .map(({ meaning }) => meaning);
    expect(meanings({ lastHourSeconds: 0, todaySeconds: 470 })).toEqual([
      expect.not.stringContaining('ran on'),
      'wasted since midnight; not included: at least 7m50s of code that ran on after its timeout (inferred)',
    ]);
    expect(meanings({ lastHourSeconds: 20, todaySeconds: 470 })[0]).toContain('; not included: at least 20s of code');
  });

  it('say at what time the oldest cancellation was requested', async () => {
    const { overview } = await summaryOf([blind('a')]);
    const oldest = alsoTiles(overview, now + 90_000).find(({ term }) => term === 'Oldest cancel request');
    expect(oldest).toMatchObject({ value: '1m30s', meaning: 'since it was requested at 00:01:00 UTC' });
  });

  it('do not say that there is no owner where no owners are given', async () => {
    const { text, overview } = await summaryOf([blind('a')]);
    expect(text).toContain('start with charge: cannot receive');
    expect(text).toContain(
      'Which team? No team is named. List which team owns which activity types, task queues or workflow types in a YAML file, for example |owners: [{ match: { task_queue: pay-* }, team: payments }]|, and start Deadbeat with --owners-file FILE (docs/owners.md).',
    );
    expect((await summaryOf([])).text).not.toContain('Which team?');
    expect(text).not.toContain('no owner');
    const filters = (of: typeof overview) => renderToString(<FilterBar overview={of} filters={{}} />);
    expect(filters(overview)).not.toContain('Team');
    const told = await summaryOf([blind('a')], [], new Owners({ owners: [], accepted: [] } as never));
    expect(told.text).toContain('start with charge (no owner)');
    expect(told.text).not.toContain('Which team?');
    expect(filters(told.overview)).toContain('no owner');
  });

  it('say at least what was wasted by what may still run, and not that it is unknown', async () => {
    const request = { requestedAt: t0, requestedSource: 'history', wastedMs: 59_000 } as const;
    const suspects = () => [{ ...suspectOf('1'), request }];
    const parts = { suspects, slots: [held(1)] };
    const { text } = await summaryOf([], [], undefined, {}, parts);
    expect(text).toContain(
      'Wasted so far by what is shown||at least 59s confirmed; what 1 activity that may still run has wasted since is not known',
    );
    const both = await summaryOf([blind('a')], [], undefined, {}, parts);
    expect(both.text).toContain('at least 59s confirmed (59s of it by what may still run); what');
    const uncancelled = await summaryOf([], [], undefined, {}, { suspects: () => [suspectOf('1')] });
    expect(uncancelled.text).toContain(
      'Wasted so far by what is shown||not known what 1 activity that may still run has wasted is not known',
    );
  });

  it('say at least what was wasted by what has lost its worker since', async () => {
    const { overview } = await summaryOf([]);
    const textOf = (totals: Partial<typeof overview.totals>, may = 0) => {
      const { value, meaning } = wastedTile({ ...overview.totals, ...totals }, may, false);
      return renderToString(
        <p>
          {value}: {meaning}
        </p>,
      );
    };
    const lost = { lost: 1, lostSeconds: 60, lostWastedSeconds: 3_600 };
    const since = 'what cancelled activities whose worker is lost have wasted since is not known';
    expect(textOf(lost)).toContain(`at least 1h: confirmed; ${since}`);
    expect(textOf({ ...lost, cancelled: 2, wastedSeconds: 60 })).toContain(
      `at least 1h1m: confirmed (1h of it before a worker was lost); ${since}`,
    );
    expect(textOf({ ...lost, mayStillRunWastedSeconds: 60 }, 1)).toContain(
      'at least 1h1m: confirmed (1m of it by what may still run, 1h before a worker was lost); what these have wasted since is not known',
    );
    expect(textOf({ ...lost, lostWastedSeconds: 0 })).toContain('0s: nothing runs after a cancel request');
  });

  it('say which of the slots are held as far as can be inferred', async () => {
    const { text } = await summaryOf([], [], undefined, {}, { suspects: () => [suspectOf('1')], slots: [held(2)] });
    expect(text).toContain('on queue work; all of them inferred');
    const some = await summaryOf([blind('a')], [], undefined, {}, { slots: [held(2)] });
    expect(some.text).toContain(
      'Slots held by unwanted work||3 fullest: 3 of 6 (50 %) on queue work; 2 of them inferred',
    );
    expect((await summaryOf([blind('a')])).text).not.toContain('inferred');
  });

  it('say with filters that nothing that matches runs, and what the answers are about', async () => {
    const { text, overview } = await summaryOf([blind('a')], [], undefined, { finding: 'lost' });
    expect(text).toContain(
      'Wasted so far by what is shown||0s nothing that matches the filters runs after a cancel request',
    );
    expect(text).toContain('Can still waste, at most||0s nothing that matches the filters runs');
    expect(text).toContain('Oldest cancel request||– nothing that matches the filters runs');
    const full = { ...situationOf(overview, Date.now()), knowledge: 'full' } as const;
    expect(trustOf(full, overview.status)[0]).toBe('Yes, for what matches the filters.');
  });

  it('say no limit where no timeout ends one', async () => {
    const { text } = await summaryOf([blind('a'), blind('b', { startToCloseTimeoutMs: undefined })]);
    expect(text).toContain('Can still waste, at most||no limit');
  });

  it('say what to do now, and count accepted waste apart', async () => {
    const { overview, text } = await summaryOf([blind('a')]);
    expect(overview.totals).toMatchObject({ cancelled: 1, accepted: 0 });
    expect(text).toContain('What to do now: start with charge');
    expect(text).toContain('Cancelling again will not help.');

    const acceptCharge = { match: { activity_type: 'charge' }, reason: 'cheap', until: '2999-01-01' };
    const owners = new Owners({ owners: [], accepted: [acceptCharge] } as never);
    const accepted = await summaryOf([blind('a'), blind('b', { activityType: 'ship' })], [], owners);
    expect(accepted.overview.totals).toMatchObject({ cancelled: 2, accepted: 1 });
    expect(accepted.text).toContain('1 cancelled activity still runs, and 1 more whose waste is accepted');
    expect(accepted.text).toContain('start with ship');
    const all = await summaryOf([blind('a')], [], owners);
    expect(all.text).toContain('Nothing is wasted beyond what is accepted');
  });
});

describe('the headline', () => {
  const verdict = async (...of: Parameters<typeof summaryOf>) => {
    const { overview } = await summaryOf(...of);
    return verdictOf({ ...situationOf(overview, Date.now()), knowledge: 'full' });
  };
  const slots = { taskQueue: 'work', used: 5, free: 1, accounted: 0, unaccounted: 5, unaccountedOn: new Map() };

  it('is green where nothing runs that is not wanted', async () => {
    expect(await verdict([])).toEqual({ tone: 'good', headline: 'Nothing is wasted now', explanation: '' });
  });

  it('is amber where the server has given up on code that may still run', async () => {
    expect(await verdict([], [], undefined, {}, { slots: [slots] })).toMatchObject({
      tone: 'warning',
      headline: '5 activities may still run',
      explanation: expect.stringContaining('may still run and hold a worker slot'),
    });
    const { overview, text } = await summaryOf([], [], undefined, {}, { slots: [slots] });
    expect(text).toMatch(/ stop, gracefully \(SIGTERM.*?\), the workers of the task queues whose slots it holds\. /);
    expect(verdictOf({ ...situationOf(overview, Date.now()), knowledge: 'partly' }).headline).toBe(
      'At least 5 activities may still run',
    );
    expect(await verdict([], [], undefined, {}, { suspects: () => [suspectOf('1')] })).toMatchObject({
      tone: 'warning',
      headline: '1 activity may still run',
    });
  });

  it('says with filters what they leave out, and is not green while that wastes', async () => {
    expect(await verdict([blind('a')], [], undefined, { taskQueue: 'other' })).toMatchObject({
      tone: 'warning',
      headline: 'Nothing that matches the filters is wasted now; 1 cancelled activity elsewhere still runs',
    });
    expect(
      (await verdict([blind('a'), blind('b', { activityType: 'ship' })], [], undefined, { activityType: 'ship' }))
        .headline,
    ).toBe('1 cancelled activity that matches the filters still runs; 1 elsewhere');
    expect((await verdict([runningActivity()], [], undefined, { taskQueue: 'other' })).tone).toBe('good');
  });
});

describe('the history chart', () => {
  const now = Date.UTC(2026, 0, 2, 6, 30);
  const chart = (startedAt: number) =>
    renderToString(
      <Chart
        title="Hours"
        buckets={[{ startsAt: '2026-01-02T05:00:00.000Z', seconds: { silent: 7_200 } }]}
        {...{ lengthMs: 3_600_000, count: 48, tickMs: 12 * 3_600_000, startedAt, now }}
      />,
    );

  it('has times, the date at midnight and its largest value', () => {
    const html = chart(0);
    for (const text of ['>12:00<', '>Jan 1<', '>Jan 2<', '2h in one hour']) expect(html).toContain(text);
  });

  it('keeps the text of a time near an edge within the card', () => {
    const at = Date.UTC(2026, 0, 2, 2, 30);
    const html = renderToString(
      <Chart
        title="Hours"
        buckets={[]}
        lengthMs={3_600_000}
        count={48}
        tickMs={12 * 3_600_000}
        startedAt={0}
        now={at}
      />,
    );
    expect(html).toMatch(/text-anchor="end"[^>]*>Jan 2</);
    expect(html).toMatch(/text-anchor="middle"[^>]*>Jan 1</);
  });

  it('marks the start of Deadbeat, from which on the waste of before was found', () => {
    expect(chart(Date.UTC(2026, 0, 2, 5))).toContain('Deadbeat started at 2026-01-02 05:00 UTC');
    expect(chart(Date.UTC(2025, 11, 1))).not.toContain('Deadbeat started');
  });
});

describe('the answer to "Can I trust this?"', () => {
  it('is plain: how much was observed and when, how exact it is, and what is hidden', async () => {
    const { text, overview } = await summaryOf([blind('a')], ['no_worker_reports']);
    expect(text).toContain('counted only as far as observations confirm it, never estimated');
    expect(text).toContain('Not seen here: lost workers, slots, and code that still runs after a timeout.');
    expect(text.indexOf('Can I trust this?')).toBeLessThan(text.indexOf('Running after a cancel request'));
    const { status } = overview;
    const [namespace] = status.namespaces;
    if (namespace === undefined) throw new Error('there is one');
    const full = { ...situationOf(overview, Date.now()), knowledge: 'full', oldestObservationMs: 3_200 } as const;
    expect(trustOf(full, status).slice(0, 2)).toEqual([
      'Yes.',
      'The only open workflow execution was observed within the last 4s.',
    ]);
    const large = { ...status, namespaces: [{ ...namespace, tracked: { idle: 7, active: 5, closed: 3 } }, namespace] };
    expect(trustOf(full, large)[1]).toBe(
      'All 13 open workflow executions in 2 namespaces were observed within the last 4s.',
    );
  });

  it('is never yes where something is missing', async () => {
    const { overview } = await summaryOf([blind('a')]);
    const situation = situationOf(overview, Date.now());
    const partly = { ...situation, knowledge: 'partly', oldestObservationMs: 0, notDescribed: 3 } as const;
    expect(trustOf(partly, overview.status).slice(0, 2)).toEqual([
      'Partly.',
      '3 executions have not been examined yet.',
    ]);
    const past = { ...situation, knowledge: 'unknown', lastObserved: '12:00:00 UTC' } as const;
    const figures = 'the figures are from the last observation, at 12:00:00 UTC.';
    expect(trustOf(past, overview.status).join(' ')).toBe(`No. The current state is not known; ${figures}`);
    expect(trustOf({ ...past, isCutOff: true }, overview.status).join(' ')).toBe(
      `No. This page does not reach Deadbeat; ${figures}`,
    );
    expect(trustOf({ ...past, lastObserved: null }, overview.status).join(' ')).toBe(
      'No. Nothing has been observed yet.',
    );
    const inferred = { ...situation, knowledge: 'full', totals: { ...situation.totals, mayStillRun: 5 } } as const;
    expect(trustOf(inferred, overview.status).slice(0, 2)).toEqual([
      'Partly.',
      expect.stringMatching(/^5 of what is shown are inferred, not observed: /),
    ]);
    const undecided = { ...situation, knowledge: 'full', totals: { ...situation.totals, undecided: 2 } } as const;
    expect(trustOf(undecided, overview.status).slice(0, 2)).toEqual([
      'Partly.',
      'Whether the code of 2 attempts that timed out just now still runs is not known yet.',
    ]);
  });
});
