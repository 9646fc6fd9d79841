import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { LimitsInForce, Prose } from '../../collector/web/page/prose.js';
import { situationOf } from '../../collector/web/page/situation.js';
import { Summary } from '../../collector/web/page/summary.js';
import { staticUi } from '../../collector/web/page/ui.js';
import { verdictOf } from '../../collector/web/page/verdict.js';
import { runningActivity, t0 } from '../support/model.js';
import { blind, emptyHistory, summaryOf } from '../support/summary.js';
import { described, lost, suspectOf } from '../support/views.js';

const verdict = async (...of: Parameters<typeof summaryOf>) => {
  const { overview } = await summaryOf(...of);
  return verdictOf({ ...situationOf(overview, Date.now()), knowledge: 'full' });
};
const lostOnes = lost([runningActivity({ activityId: 'l1' }), runningActivity({ activityId: 'l2' })]);
const slots = (unaccounted: number) => [
  { taskQueue: 'work', used: 5, free: 1, accounted: 0, unaccounted, unaccountedOn: new Map() },
];

describe('the headline', () => {
  it('names lost workers, is never green with them, and says what to do', async () => {
    expect(await verdict([lostOnes])).toMatchObject({
      tone: 'warning',
      headline: '2 activities lost their worker',
    });
    const { text } = await summaryOf([lostOnes]);
    expect(text).toContain(
      'What to do now: start with charge: worker lost. If its process is still there, restore its connection',
    );
    const waiting = await summaryOf([lost([runningActivity()], 83_000)]);
    expect(waiting.text).toContain('activities whose worker has stopped reporting; waited 1m23s so far');
    expect((await verdict([lostOnes, described([blind('a')])])).headline).toBe(
      '1 cancelled activity still runs; 2 more lost their worker',
    );
    const both = await summaryOf([lostOnes, described([blind('a')])]);
    expect(both.text).toContain('Worker lost: start with charge. If its process is still there');
  });

  it('names them with filters too, of what matches and of the rest', async () => {
    const executions = [lostOnes, described([blind('a', { taskQueue: 'other' })])];
    expect((await verdict(executions, [], undefined, { finding: 'lost' })).headline).toBe(
      '2 activities that match the filters lost their worker; 1 cancelled activity elsewhere still runs',
    );
    const undecided = () => [suspectOf('1')];
    const all = await verdict(
      [lostOnes, described([blind('a')])],
      [],
      undefined,
      { taskQueue: 'other' },
      { undecided },
    );
    expect(all.headline).toBe(
      'Nothing that matches the filters is wasted now; 1 cancelled activity elsewhere still runs; 2 more elsewhere lost their worker; 1 more elsewhere may still run',
    );
    const one = lost([runningActivity({ activityId: 'l' })]);
    const single = await verdict([one], [], undefined, { taskQueue: 'other' });
    expect(single.headline).toContain('1 activity elsewhere lost its worker');
    expect(await verdict([lostOnes], [], undefined, { taskQueue: 'other' })).toMatchObject({
      tone: 'warning',
      headline: 'Nothing that matches the filters is wasted now; 2 activities elsewhere lost their worker',
    });
  });

  it('does not stand down while it is not known whether timed-out code still runs', async () => {
    const undecided = () => ['1', '2', '3'].map((id) => suspectOf(id));
    const { tone, headline, explanation } = await verdict([], [], undefined, {}, { undecided });
    expect([tone, headline]).toEqual(['warning', '3 activities may still run (timed out just now)']);
    expect(explanation).toContain('3 attempts timed out just now: whether the code still runs is not known yet');
    const some = await verdict([blind('a')], [], undefined, {}, { undecided, slots: slots(2) });
    expect(some.headline).toBe('1 cancelled activity still runs; 5 more may still run (3 of them timed out just now)');
    // The answer to "Can I trust this?" says it, too.
    expect(some.explanation).toBe('Its cancellation was requested; until it ends, it usually holds a worker slot.');
    const { text } = await summaryOf([], [], undefined, {}, { undecided });
    expect(text).toContain('Slots held by unwanted work||0 known');
    expect(text).toContain('3 that timed out just now may hold more');
  });

  it('says that nothing is known where the page does not reach Deadbeat, and what was observed last', async () => {
    const { overview } = await summaryOf([blind('a')]);
    const at = Date.parse(overview.observedAt);
    const { tone, headline, explanation } = verdictOf(situationOf(overview, at, true));
    expect([tone, headline]).toEqual(['unknown', 'Not known: Deadbeat does not respond']);
    const time = overview.observedAt.slice(11, 19);
    expect(explanation).toContain(`The last observation, at ${time} UTC, found: 1 cancelled activity still runs.`);
    expect(explanation).toContain('What to do now: check that the Deadbeat process is running');
  });
});

describe('without a current observation', () => {
  const lastError = { method: 'ListWorkflowExecutions', code: 'UNAVAILABLE', detail: 'down' };

  it('no number is shown as the present one, and the time of the last observation stands in the banner', async () => {
    const { text } = await summaryOf([blind('a')], [], undefined, {}, { up: false, lastError });
    expect(text).toContain('Not known: Temporal does not answer');
    expect(text).toContain('The last observation, at 2026-01-01 00:01:00 UTC, found: 1 cancelled activity still runs.');
    expect(text).toContain('What to do now: check that Temporal is running');
    expect(text).toContain('Running after a cancel request||not known at the last observation: 1|');
    expect(text).toContain('Worker lost||not known at the last observation: 0|');
  });

  it('the last hour and today are no present ones either, but yesterday is', async () => {
    const { overview } = await summaryOf([blind('a')], [], undefined, {}, { up: false, lastError });
    const history = {
      ...emptyHistory,
      since: '2025-12-01T00:00:00.000Z',
      lastHourSeconds: 60,
      todaySeconds: 120,
      yesterdaySeconds: 180,
    };
    const situation = situationOf(overview, Date.now());
    const html = renderToString(
      <Summary situation={situation} overview={{ ...overview, history }} filters={{}} now={Date.now()} ui={staticUi} />,
    );
    const text = html.replaceAll(/<[^>]+>/g, '');
    expect(text).toContain('Last hournot known at the last observation: 1m');
    expect(text).toMatch(/Today \(UTC\)not known at the last observation: 2m/);
    expect(text).toContain('Yesterday (UTC)3m wasted');
  });

  it('nothing has been observed before the first', async () => {
    const { text } = await summaryOf([], [], undefined, {}, { up: undefined, lastCompletePassAt: undefined } as never);
    expect(text).toContain('Not known yet');
    expect(text).toContain('What to do now: wait until the first pass');
    expect(text).toContain('Wasted so far by what is shown||not known nothing has been observed yet|');
    expect(text).not.toContain('from the last observation');
  });
});

describe('cancelled activities that may still run', () => {
  it('are not denied by the numbers of those that are confirmed to run', async () => {
    const request = { requestedAt: t0, requestedSource: 'history', wastedMs: 5_000 } as const;
    const suspects = () => [{ ...suspectOf('1'), request }, suspectOf('2')];
    const { text } = await summaryOf([], [], undefined, {}, { suspects });
    expect(text).toContain('Running after a cancel request||0 confirmed; 1 cancelled one may still run|');
    expect(text).toMatch(/Oldest cancel request\|\|\S+ requested at 2026-01-01 00:00:00 UTC, of an activity that may/);
    const both = await summaryOf([blind('a')], [], undefined, {}, { suspects });
    expect(both.text).toContain('(1 activity); 1 more cancelled one may still run|');
  });
});

describe('what can still be wasted', () => {
  it('has no known bound for what may still run, beside that of the rest', async () => {
    const alone = await summaryOf([], [], undefined, {}, { slots: slots(5) });
    expect(alone.text).toContain(
      'Can still waste, at most||not known no bound is known for 5 activities that may still run|',
    );
    expect(alone.text).toContain(
      'Wasted so far by what is shown||not known what 5 activities that may still run have wasted is not known|',
    );
    const both = await summaryOf([blind('a')], [], undefined, {}, { slots: slots(5) });
    expect(both.text).toContain('may still run; the cancelled one: at most 1h|');
    expect((await summaryOf([])).text).toContain('Can still waste, at most||0s nothing runs after a cancel request|');
  });
});

describe('the slots held by unwanted work', () => {
  it('name the fullest task queue', async () => {
    const { text } = await summaryOf([], [], undefined, {}, { slots: slots(5) });
    expect(text).toContain('5 fullest: 5 of 6 (83 %) on queue work; all of them inferred: the code may still run|');
  });
});

describe('what filters do not narrow', () => {
  it('is said of the slots', async () => {
    const note = 'only where it is known to match the filters';
    const parts = { slots: slots(2) };
    expect((await summaryOf([], [], undefined, { activityType: 'ship' }, parts)).text).toContain(note);
    expect((await summaryOf([], [], undefined, { taskQueue: 'work' }, parts)).text).not.toContain(note);
  });
});

describe('what to do now', () => {
  it('names the worker, and what stopping it ends besides', async () => {
    const on = (activityId: string, workerIdentity: string, more = {}) =>
      blind(activityId, { workerIdentity, ...more });
    const one = await summaryOf([on('a', '1@host'), on('b', '1@host', { activityType: 'ship', state: 'started' })]);
    expect(one.text).toContain(
      'The worker is 1@host. Stopping it also ends everything else that runs on it: 1 other running activity is known there.',
    );
    const suspects = () => [suspectOf('s', { workerIdentity: '1@host', activityType: 'ship' })];
    const may = await summaryOf([on('a', '1@host')], [], undefined, {}, { suspects });
    expect(may.text).toContain('everything else that runs on it: 1 other activity may still run there.');
    const undecided = (...ids: string[]) => ({
      undecided: () => ids.map((id) => suspectOf(id, { workerIdentity: '1@host', activityType: 'ship' })),
    });
    const justNow = await summaryOf([on('a', '1@host')], [], undefined, {}, undecided('s', 't'));
    expect(justNow.text).toContain(
      'everything else that runs on it: whether 2 that timed out just now still run there is not known yet.',
    );
    const withOne = await summaryOf([on('a', '1@host')], [], undefined, {}, undecided('s'));
    expect(withOne.text).toContain('whether 1 that timed out just now still runs there is not known yet.');
    const alone = await summaryOf([on('a', '1@host')]);
    expect(alone.text).toContain('everything else that runs on it: no other activity is known to run there.');
    // What to do if the process does not end is said with the case.
    expect(alone.text).toContain('To end it now, stop its worker gracefully. The worker is 1@host.');
    const two = await summaryOf([on('a', '1@host'), on('b', '2@host')]);
    expect(two.text).toContain('They run on 2 workers. Stopping one also ends everything else that runs on it.');
  });
});

describe('a text that names a flag', () => {
  it('says its value, and keeps it in one piece', () => {
    const limits = {
      cancelGraceSeconds: 10,
      silentAfterSeconds: 120,
      stalledAfterSeconds: 300,
      unheardAfterSeconds: 90,
    };
    const html = renderToString(
      <LimitsInForce.Provider value={limits}>
        <Prose text="not within --cancel-grace, or --unheard-after; see --owners-file." />
      </LimitsInForce.Provider>,
    );
    expect(html).toBe(
      'not within <span class="flag">--cancel-grace (10s)</span>, or <span class="flag">--unheard-after (1m30s)</span>; see <span class="flag">--owners-file</span>.',
    );
  });
});
