import { describe, expect, it } from 'vitest';
import { htmlOf } from '../../collector/audit/html/report.js';
import { textOf as terminalTextOf } from '../../collector/audit/text.js';
import { findings } from '../../collector/findings/findings.js';
import { aCase, aDuration, aReport, aType, endCountsOf, textOf } from '../support/audit-report.js';

describe('the report of an audit', () => {
  it('says what it is about, what to change first and since when', () => {
    const text = textOf(aReport());
    expect(text).toContain('Deadbeat 1.2.3, audit of namespace default, created 2026-01-03 00:05 UTC');
    expect(text).toContain('|What to change first: |BuildReport|');
    expect(text).toContain(
      'Set a heartbeat timeout of 45s and call heartbeat. This would have saved at most 1h56m40s.',
    );
    expect(text).toContain('cancelled since 2026-01-01 22:30 UTC');
    expect(text).not.toContain('9810');
  });

  it('says in short sentences what was wasted, what would have saved it, and between which requests', () => {
    expect(textOf(aReport())).toContain(
      '|2h of activity time was wasted after a cancel request. Heartbeat timeouts would have saved at most 1h56m40s of it.||The first cancel request was made at 2026-01-01 22:30 UTC, the last at 2026-01-02 08:00 UTC. From 2026-01-01 00:00 UTC to 2026-01-03 00:00 UTC: 6 executions closed, all of them read.|',
    );
    expect(textOf(aReport({ wastedSeconds: 0, types: [] }))).toContain(
      'No activity time was wasted after a cancel request.',
    );
  });

  it('does not say of a window without executions that nothing was wasted in it', () => {
    const none = { executions: { closed: 0, open: 0, read: 0 }, types: [], wastedSeconds: 0, days: [] };
    const report = aReport({ ...none, cancelToEndSeconds: [] });
    for (const text of [textOf(report), terminalTextOf(report, 1_000)]) {
      expect(text).toContain('No execution of this window was found: nothing is known to have been wasted.');
      expect(text).not.toMatch(/No activity time was wasted|Nothing was wasted/);
    }
  });

  it('says in words how to make it name teams, and only where it names none', () => {
    for (const text of [textOf(aReport()), terminalTextOf(aReport(), 1000)])
      expect(text).toMatch(/Which team\?\|? No team is named\. List which team owns .* --owners-file FILE/);
    const owner = { team: 'payments', contact: null, channel: null, runbook: null };
    const named = aReport({ types: [aType({ owner })] });
    for (const text of [textOf(named), terminalTextOf(named, 1000)]) expect(text).not.toContain('Which team?');
  });

  it('links the summary, the figures of a type, what to change about it and the code, both ways', () => {
    const html = htmlOf(aReport({ types: [aType(), aType({ activityType: 'Export' })] }));
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = new Set([...html.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target));
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of ['summary', 'type-1', 'type-2', 'change-1', 'change-2', 'code-heartbeats']) {
      expect(ids).toContain(one);
      expect(targets).toContain(one);
    }
    expect([...targets].filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('splits what was wasted by day, and says since when each type wastes', () => {
    const text = textOf(aReport());
    expect(text).toMatch(/By day \(UTC\).*2026-01-01.*1h.*2026-01-02.*1h/s);
    expect(text).toContain('2026-01-01 22:30 UTC');
  });

  it('says of the first and the last day of the window which part of them it holds', () => {
    const text = textOf(aReport({ since: '2026-01-01T22:10:00.000Z', until: null }));
    expect(text).toContain('|2026-01-01, from 22:10|');
    expect(textOf(aReport())).toContain('|2026-01-01|');
    const [reach] = aReport().retention;
    const retention = [{ ...reach, knownSince: '2026-01-01T22:40:00.000Z' } as never];
    expect(textOf(aReport({ retention }))).toContain('|2026-01-01, from 22:40|');
  });

  it('colors by reason what was wasted by type and by day, and names the colors', () => {
    const mixed = { no_heartbeat: 3_600, ignoring_cancel: 3_600 };
    const html = htmlOf(aReport({ types: [aType({ wastedSecondsByReason: mixed })] }));
    const shares = (seconds: number) =>
      (['no_heartbeat', 'ignoring_cancel'] as const)
        .map((reason) => `<span style="width: ${seconds}.0%; background: ${findings[reason].colour}"></span>`)
        .join('');
    // The type wasted 2 h, which is most; the second day 1 h, as much as the first.
    expect(html.split(shares(50))).toHaveLength(3);
    expect(html).toContain(`<span style="width: 100.0%; background: ${findings.no_heartbeat.colour}"></span>`);
    expect(textOf(aReport({ types: [aType({ wastedSecondsByReason: mixed })] }))).toMatch(
      /By day \(UTC\).*Cannot receive the cancellation.*Ignores the cancellation.*2026-01-01/s,
    );
  });

  it('lists at most three cases of a type, each with its date', () => {
    const text = textOf(aReport());
    for (const index of [1, 2, 3]) expect(text).toContain(`report-${index}`);
    expect(text).not.toContain('report-4');
    expect(text).toContain('started 2026-01-01 23:00 UTC');
  });

  it('groups times by their own interval, without empty ones at the ends', () => {
    const text = textOf(aReport());
    expect(text).toMatch(/30s – 1m\|.*\|2 attempts/);
    expect(text).toMatch(/30m – 1h\|.*\|1 attempt\|/);
    for (const label of ['10s – 30s', '1h – 4h', '≤']) expect(text).not.toContain(label);
  });

  it('shows how all ended that were read, not only the sample of which times are kept', () => {
    const cancelToEndCounts = endCountsOf(Array.from({ length: 2_500 }, () => 40));
    const text = textOf(aReport({ cancelToEndCounts, cancelToEndUnknown: { running: 2, orphaned: 0 } }));
    expect(text).toContain('How many of the 2502 cancelled attempts that were read');
    expect(text).toMatch(/30s – 1m\|.*\|2500 attempts\|+still running\|.*\|2 attempts\|/);
    expect(textOf(aReport({ cancelToEndSeconds: [20_000] }))).toMatch(/over 4h\|.*\|1 attempt\|/);
  });

  it('counts apart the attempts of which it is not known when they ended', () => {
    const unknown = textOf(aReport({ cancelToEndUnknown: { running: 2, orphaned: 1 } }));
    expect(unknown).toContain('How many of the 6 cancelled attempts that were read');
    expect(unknown).toMatch(
      /30m – 1h\|.*\|1 attempt\|+still running\|.*\|2 attempts\|+not known: orphaned\|.*\|1 attempt\|/,
    );
    expect(textOf(aReport())).not.toMatch(/\|still running\||not known: orphaned/);
    const none = { cancelToEndSeconds: [], cancelToEndUnknown: { running: 0, orphaned: 1 } };
    expect(textOf(aReport(none))).toMatch(/How many of the 1 cancelled attempt .*not known: orphaned/);
  });

  it('calls what an orphan wasted and what would have saved it not known, never nothing', () => {
    const orphan = aType({
      ...{ activityType: 'Warm', wastedSeconds: 0.1, wastedSecondsByReason: { no_heartbeat: 0.1 } },
      ...{ cancelled: 1, attempts: 1, orphanedSecondsAtMost: 109, suggestedHeartbeatTimeoutSeconds: null },
      ...{ savedSecondsAtMost: 0, savedWasteSecondsAtMost: 0, startToCloseSeconds: 120 },
      cases: [{ ...aCase(1, 0.1), endedAt: null }],
    });
    const report = aReport({ types: [orphan] });
    const text = textOf(report);
    expect(text).toContain('|not known, at most 1m49s|');
    expect(text).toContain('by a heartbeat timeout: not known, history does not tell how long orphans ran on');
    for (const width of [50, 80, 1_000]) expect(terminalTextOf(report, width)).not.toMatch(/under 1s|nothing\b(?! is)/);
    const partly = textOf(aReport({ types: [{ ...orphan, wastedSeconds: 5 }] }));
    expect(partly).toContain('|5s, and at most 1m49s orphaned|');
  });

  it('draws an attempt whose end is not known up to where it is', () => {
    const html = htmlOf(aReport({ types: [aType({ cases: [{ ...aCase(1, 60), endedAt: null }] })] }));
    expect(html).not.toContain('NaN');
    expect(html).toContain('report-1');
  });

  it('hides no code behind a click, and writes advice that several types share once', () => {
    const html = htmlOf(aReport({ types: [aType(), aType({ activityType: 'ExportReport' })] }));
    expect(html).not.toContain('<details');
    expect(html.match(/RecordHeartbeat/g)).toHaveLength(1);
    expect(html).toContain('45 * time.Second');
    const late = { cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, lostSecondsAtMost: 60 };
    const both = htmlOf(aReport({ types: [aType(), aType({ ...late, activityType: 'Late' })] }));
    expect(both).toContain('Timed out without a heartbeat timeout');
    expect(both.match(/RecordHeartbeat/g)).toHaveLength(1);
  });

  it('uses the heartbeat timeout that is suggested wherever it names one', () => {
    const text = textOf(aReport());
    expect(text).toContain('schedules it (suggested: 45s), call heartbeat');
    expect(text).not.toContain('for example 30s');
    const two = [aType(), aType({ activityType: 'Export', suggestedHeartbeatTimeoutSeconds: 10 })];
    const differing = textOf(aReport({ types: two }));
    expect(differing).toContain('schedules it (suggested below for each)');
    expect(differing).toContain('the shortest that is suggested above, 10s');
  });

  it('names the price and the rate, and no tile for what there was nothing of', () => {
    const text = textOf(aReport());
    expect(text).toContain('All that is avoidable by heartbeat timeouts, in money, at most (at 0.05 EUR per hour)');
    expect(text).not.toContain('Waited for a start-to-close timeout');
    expect(textOf(aReport({ types: [aType({ lostSecondsAtMost: 60 })] }))).toContain(
      'Waited for a start-to-close timeout (worker lost, or code still running: not known), at most||1m',
    );
    expect(textOf(aReport({ types: [aType({ savedWasteSecondsAtMost: 0 })] }))).not.toMatch(/at most\|*0s/);
  });

  it('tells what would have been saved of the waste from what of the waits for dead workers', () => {
    const both = { savedSecondsAtMost: 1_757, savedWasteSecondsAtMost: 1_347, savedWaitSecondsAtMost: 410 };
    const types = [aType({ ...both, wastedSeconds: 1_619, lostSecondsAtMost: 450 })];
    const text = textOf(aReport({ wastedSeconds: 1_619, types }));
    expect(text).toContain(
      '26m59s of activity time was wasted after a cancel request. Heartbeat timeouts would have saved at most 22m27s of it. Besides, heartbeat timeouts would have saved at most 6m50s of waits for attempts whose worker may have been lost.',
    );
    expect(text).toContain('Of that, avoidable by heartbeat timeouts, at most||22m27s');
    expect(text).toContain('Of these waits, avoidable by heartbeat timeouts, at most||6m50s');
    expect(text).toContain('at most 22m27s of waste and 6m50s of waits');
    expect(text).not.toContain('29m17s');
  });

  it('writes money with as many digits as it takes for rows to add up to their total', () => {
    const types = [0.0456, 0.0455, 0.0457].map((savedCostAtMost, index) =>
      aType({ ...{ activityType: `Export${index}`, savedCostAtMost }, savedSecondsAtMost: savedCostAtMost * 3_600 }),
    );
    const text = textOf(aReport({ pricePerHour: 1, types }));
    for (const amount of ['|0.046 EUR|', '|0.137 EUR|']) expect(text).toContain(amount);
    expect(textOf(aReport())).toContain('|0.10 EUR|');
  });

  it('names what could waste next by how long an attempt may run, however short those were that completed', () => {
    const uncancelled = { cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, firstCancelRequestedAt: null };
    const text = textOf(
      aReport({
        types: [
          aType({
            ...uncancelled,
            ...{ activityType: 'Short', startToCloseSeconds: 60 },
            durationSeconds: aDuration(1),
          }),
          aType({ ...uncancelled, activityType: 'NeverCompleted', startToCloseSeconds: 120 }),
          aType({ ...uncancelled, activityType: 'Heartbeats', heartbeatTimeoutSeconds: 10 }),
        ],
      }),
    );
    expect(text).toMatch(
      /What could waste next.*\|NeverCompleted\|.*an attempt could waste at most 2m.*\|Short\|.*at most 1m/s,
    );
    expect(text).not.toContain('|Heartbeats|');
    expect(text).toContain('2 activity types could not receive a cancellation: NeverCompleted, Short.');
    const short = aType({ ...uncancelled, startToCloseSeconds: 10 });
    expect(textOf(aReport({ types: [short] }))).not.toContain('What could waste next');
  });

  it('names the timeouts of each type, and how long it takes', () => {
    const durations = { p50: 61, p95: 500, p99: 3_600 };
    const ofAttempts = (attempts: number) =>
      textOf(aReport({ types: [aType({ durationSeconds: { ...durations, attempts } })] }));
    expect(ofAttempts(20)).toContain('Start-to-close: 1h');
    expect(ofAttempts(20)).toContain('Completes in 1m1s (p50), 8m20s (p95), 1h (p99), of 20 attempts');
    expect(ofAttempts(19)).toContain('Completes in 1m1s (p50), of 19 attempts');
    expect(ofAttempts(1)).not.toContain('Completes in');
  });

  it('gives sums over the types, and their price, an interval where a sample was read', () => {
    const types = [
      aType({ savedSecondsAtMostInterval: [3_600, 10_800], savedWasteSecondsAtMostInterval: [3_600, 10_800] }),
      aType({ activityType: 'Export', savedSecondsAtMost: 200, savedWasteSecondsAtMost: 200 }),
    ];
    const text = textOf(aReport({ executions: { closed: 60, open: 0, read: 6 }, types }));
    expect(text).toContain('2h (1h3m20s to 3h3m20s)');
    expect(text).toContain('0.10 EUR (0.05 EUR to 0.15 EUR)');
  });

  it('speaks of intervals only where a sample was read', () => {
    expect(textOf(aReport())).toContain('Every history was read: there is no sampling error.');
    const sampled = textOf(
      aReport({ executions: { closed: 60, open: 0, read: 6 }, wastedSecondsInterval: [1, 9_000] }),
    );
    expect(sampled).toContain('more was read of groups that differ more');
    expect(sampled).not.toContain('no sampling error');
  });

  it('answers whether it can be trusted before any figure, for every kind of doubt', () => {
    const whole = textOf(aReport());
    expect(whole.indexOf('Can I trust this?')).toBeLessThan(whole.indexOf('Wasted after a cancel request'));
    expect(whole).toContain(
      'Yes. Every history was read: no figure is estimated from a sample. Figures marked &quot;at most&quot; are bounds.',
    );
    expect(whole).toContain('Coverage: all 6 executions of the window were read.');
    expect(whole).toContain('Age: as of 2026-01-03 00:05 UTC');

    const sampled = aReport({ executions: { closed: 60, open: 0, read: 6 }, wastedSecondsInterval: [1, 9_000] });
    expect(textOf(sampled)).toContain('Yes, within the intervals. The figures are estimates from a random sample.');
    expect(textOf(sampled)).toContain('2h (1s to 2h30m)');
    expect(textOf(sampled)).toContain('1h56m40s (exact)');

    const removed = {
      namespace: 'default',
      seconds: 86_400,
      readableSince: '2026-01-02T00:05:00.000Z',
      knownSince: null,
    };
    const old = textOf(aReport({ retention: [removed] }));
    expect(old).toContain('Yes, for the part of the window that the server still has');
    expect(old).toContain('Namespace default keeps closed executions for 1d: what closed before 2026-01-02 00:05 UTC');
    expect(textOf(aReport({ retention: [{ ...removed, seconds: null, readableSince: null }] }))).toContain(
      'Namespace default does not tell how long it keeps closed executions',
    );

    const partly = textOf(aReport({ complete: false, problems: ['interrupted'] }));
    expect(partly).toContain('Partly: this audit is incomplete.');
    expect(partly).toContain('Not complete: interrupted');
    const unread = { complete: false, executions: { closed: 3, open: 0, read: 0 }, types: [], problems: ['refused'] };
    expect(textOf(aReport(unread))).toContain('Not known what was wasted: nothing could be read.');
    expect(textOf(aReport(unread))).not.toContain('Nothing was wasted');
  });

  it('names as an exception to its trust the code that may have run on, and counts it', () => {
    const text = textOf(aReport({ types: [aType({ timedOutAtLeast: 4 }), aType({ timedOutAtLeast: 1 })] }));
    expect(text).toContain(
      'Yes, except for code that ran on after Temporal had given up on it: at least 5 attempts were ended by a timeout. History does not tell whether that code then stopped, and no figure contains the time it ran on. Every history was read',
    );
    expect(text).toContain('Ended by a timeout: 4 times');
    const sampled = aType({ timedOutAtLeast: 40, timedOutAtLeastInterval: [30, 50] });
    expect(textOf(aReport({ executions: { closed: 60, open: 0, read: 6 }, types: [sampled] }))).toContain(
      'Yes, within the intervals, except for code that ran on after Temporal had given up on it: at least 40 (30 to 50) attempts',
    );
    const orphans = textOf(aReport({ types: [aType({ orphanedSecondsAtMost: 109 })] }));
    expect(orphans).toContain('are counted as a bound: they ran on for at most 1m49s');
  });

  it('shows a type of which nothing is known but that a timeout ended its attempts', () => {
    const none = { cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, heartbeatTimeoutSeconds: 10 };
    const quiet = aType({ ...none, suggestedHeartbeatTimeoutSeconds: null, timedOutAtLeast: 1 });
    expect(textOf(aReport({ wastedSeconds: 0, types: [quiet] }))).toContain('Ended by a timeout: once.');
  });

  it('gives a line, not a row, to types of which nothing was wasted and nothing is to change', () => {
    const none = { cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, heartbeatTimeoutSeconds: 10 };
    const quiet = { ...none, suggestedHeartbeatTimeoutSeconds: null, timedOutAtLeast: 1, lostSeconds: 10, restarts: 1 };
    const report = aReport({ types: [aType(), aType({ ...quiet, activityType: 'Retried' })] });
    expect(textOf(report)).toContain(
      '|Retried| (workflow NightlyReport, queue reports): Silent until a heartbeat timeout: 10s. Retried: once. Ended by a timeout: once.|',
    );
    expect(htmlOf(report).match(/<tr id=/g)).toHaveLength(1);
    expect(terminalTextOf(report, 1_000)).toMatch(/^ {2}Retried \(workflow NightlyReport, queue reports\): Silent/m);
    for (const text of [textOf(report), terminalTextOf(report, 1_000)]) {
      expect(text).toContain(
        'Find out why they fell silent or took too long: history does not tell whether their code',
      );
      expect(text).not.toContain('nothing to change');
    }
  });

  it('does not guess what history does not tell of waste: when the cancellation was received', () => {
    const told = { heartbeatTimeoutSeconds: 10, suggestedHeartbeatTimeoutSeconds: null, wastedSeconds: 47 };
    const type = aType({
      ...{ ...told, wastedSecondsByReason: { awaiting_heartbeat: 40, silent: 7 } },
      cases: [{ ...aCase(1, 40), reason: 'awaiting_heartbeat' }],
    });
    for (const text of [textOf(aReport({ types: [type] })), terminalTextOf(aReport({ types: [type] }), 1000)]) {
      expect(text).toContain('Until the cancellation was delivered and it ended: 40s');
      expect(text).toContain('No heartbeat until a timeout ended it: 7s');
      expect(text).toContain('history does not record when a heartbeat delivered the cancellation');
      expect(text).not.toMatch(/not received/i);
    }
  });

  it('advises no heartbeat timeout that start-to-close makes useless, but says what would help', () => {
    const short = aType({
      ...{ cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, lostSecondsAtMost: 30 },
      ...{ suggestedHeartbeatTimeoutSeconds: null, startToCloseSeconds: 10, savedSecondsAtMost: 0 },
      ...{ savedWasteSecondsAtMost: 0, timedOutAtLeast: 2, restarts: 2, advice: 'set by the report' },
    });
    const report = aReport({ wastedSeconds: 0, types: [short] });
    const text = textOf(report);
    expect(text).toContain('by a heartbeat timeout: nothing, start-to-close ends an attempt after 10s anyway');
    expect(text).toContain('A heartbeat timeout would not help here');
    expect(text).toContain('give it a longer start-to-close timeout, and then a heartbeat timeout');
    expect(text).toContain(
      'Ended by start-to-close 2 times or more (not known: worker lost, or code still running): at most 30s',
    );
    expect(text).not.toContain('Ended by a timeout');
    expect(text).not.toMatch(/suggested: |suggested heartbeat timeout \d/);
    expect(terminalTextOf(report, 1000)).toContain('A heartbeat timeout would not help here');
  });

  it('explains why a heartbeat timeout saves nothing of what was told, and names accepted waste', () => {
    const told = aType({
      ...{ activityType: 'Transcode', heartbeatTimeoutSeconds: 30, suggestedHeartbeatTimeoutSeconds: null },
      ...{ savedSecondsAtMost: 0, wastedSecondsByReason: { ignoring_cancel: 300 } },
      accepted: { reason: 'cheaper to finish', until: null },
    });
    const text = textOf(aReport({ types: [told] }));
    expect(text).toContain('by a heartbeat timeout: nothing, its own is short enough');
    expect(text).toContain('by code that stops when it receives the cancellation: at most 5m');
    expect(text).toContain('Accepted waste: cheaper to finish');
    expect(text).not.toContain('What to change first');
  });

  it('credits the code with what was wasted although the cancellation was received', () => {
    const told = aType({
      ...{ activityType: 'Crawl', heartbeatTimeoutSeconds: 10, suggestedHeartbeatTimeoutSeconds: null },
      ...{ savedSecondsAtMost: 0, savedWasteSecondsAtMost: 0, wastedSecondsByReason: { ignoring_cancel: 300 } },
    });
    const report = aReport({ types: [told] });
    const text = textOf(report);
    expect(text).toContain('Let its code stop when it receives the cancellation. This would have saved at most 5m.');
    expect(text).toContain('(workflow NightlyReport, queue reports): this would have saved at most 5m');
    expect(text).toContain('Code that stops when cancelled would have saved at most 5m of it.');
    expect(text).toContain('Of that, avoidable by code that stops when cancelled, at most||5m');
    for (const width of [50, 200]) expect(terminalTextOf(report, width)).toMatch(/5m if\s+its\s+code\s+stops/);
  });

  it('draws no bar for nothing, and fills rows of figures evenly', () => {
    const waited = { lostSecondsAtMost: 60, savedWaitSecondsAtMost: 50 };
    const none = aType({ cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {}, ...waited });
    const html = htmlOf(aReport({ wastedSeconds: 0, days: [], cancelToEndSeconds: [], types: [none] }));
    expect(html).not.toContain('class="bar');
    // Five figures: wasted, avoidable, waits, avoidable waits, and money.
    expect(html).toContain('<dl class="figures" style="--columns: 3">');
    expect(htmlOf(aReport())).toContain('<dl class="figures" style="--columns: 3">');
  });

  it('speaks of retries and lost workers in the terms of Temporal', () => {
    const one = aType({ ...{ restarts: 1, attempts: 1, cancelled: 1 }, lostSecondsAtMost: 60 });
    const text = textOf(aReport({ types: [one] }));
    expect(text).toContain(' Retried: once|');
    expect(text).not.toMatch(/\b0s/);
    expect(text).toContain('1 of 1 attempt cancelled');
    expect(textOf(aReport({ types: [aType({ restarts: 2 })] }))).toContain('Retried: 2 times');
  });

  it('labels every cell for a phone, where rows are cards', () => {
    const html = htmlOf(aReport());
    for (const label of [
      'Activity type',
      'Wasted',
      'Why',
      'Cancelled in this window',
      'Heartbeat timeout',
      'It would have saved',
    ])
      expect(html).toContain(`data-label="${label}"`);
  });
});
