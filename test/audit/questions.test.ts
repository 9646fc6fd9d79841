import { expect, it } from 'vitest';
import { htmlOf } from '../../collector/audit/html/report.js';
import type { AuditReport } from '../../collector/audit/report-schema.js';
import { textOf as terminalTextOf } from '../../collector/audit/text.js';
import { howToNameTeams } from '../../collector/audit/words.js';
import { parseOwners } from '../../collector/owners/read-owners.js';
import { aReport, aType, textOf } from '../support/audit-report.js';

/** Both forms of the report, with commands in their sentence. */
const bothOf = (report: ReturnType<typeof aReport>) =>
  [textOf(report), terminalTextOf(report, 2_000).replaceAll(/\n {2}(deadbeat .*)\n/g, ' $1 ')].map((text) =>
    text.replaceAll('|', '').replaceAll('&#39;', "'"),
  );

const aNamespace = (fields: Partial<AuditReport['retention'][number]> = {}) => ({
  ...{ namespace: 'default', seconds: 604_800, readableSince: null, knownSince: null },
  ...fields,
});

const neverCancelled = {
  ...{ cancelled: 0, wastedSeconds: 0, wastedSecondsByReason: {} },
  ...{ firstCancelRequestedAt: null, lastCancelRequestedAt: null },
};

it('says what yesterday wasted where the window holds all of it, and links the days', () => {
  const report = aReport();
  for (const text of bothOf(report)) expect(text).toContain('Yesterday (2026-01-02, UTC): 1h wasted');
  expect(htmlOf(report)).toMatch(/Yesterday.*href="#days".*id="days"/s);
  const quiet = { types: [], wastedSeconds: 0, days: [] };
  for (const text of bothOf(aReport(quiet))) expect(text).toContain('Yesterday (2026-01-02, UTC): nothing wasted');
  expect(htmlOf(aReport(quiet))).not.toContain('href="#days"');
  for (const text of bothOf(aReport({ ...quiet, complete: false, problems: ['interrupted'] })))
    expect(text).toContain('Yesterday (2026-01-02, UTC): nothing wasted as far as was read');
});

it('does not say of a sample without waste that nothing was wasted yesterday', () => {
  const executions = { closed: 60, open: 0, read: 6 };
  const none = aReport({ types: [], wastedSeconds: 0, days: [], executions });
  for (const text of bothOf(none))
    expect(text).toContain('Yesterday (2026-01-02, UTC): nothing wasted in the executions that were read');
  for (const text of bothOf(aReport({ executions }))) expect(text).toContain('UTC): 1h (exact) wasted.');
});

it('gives the command that reads yesterday where the window does not hold all of it', () => {
  const hour = { since: '2026-01-02T23:05:00.000Z', until: '2026-01-03T00:05:00.000Z' };
  for (const text of bothOf(aReport(hour))) {
    expect(text).toContain('Yesterday (2026-01-02, UTC): this window does not hold all of it.');
    expect(text).toContain('deadbeat audit --address temporal:7233 --namespace default --since 48h');
  }
  const day = [{ namespace: 'default', seconds: 86_400, readableSince: null, knownSince: null }];
  for (const text of bothOf(aReport({ ...hour, retention: day })))
    expect(text).toContain('as far as the server still has it: closed executions are removed after 1d');
});

it('does not call yesterday whole where the server has removed a part of it', () => {
  for (const text of bothOf(aReport({ retention: [aNamespace({ readableSince: '2026-01-02T12:05:00.000Z' })] }))) {
    expect(text).toContain(
      'Yesterday (2026-01-02, UTC): 1h wasted, as far as is known: what closed before 2026-01-02 12:05 UTC has been removed.',
    );
    expect(text).not.toContain('--since 48h');
  }
});

it('says of no time before the oldest execution that nothing was wasted in it', () => {
  const quiet = { types: [], wastedSeconds: 0, days: [] };
  const found = (...retention: ReturnType<typeof aNamespace>[]) =>
    bothOf(aReport({ ...quiet, retention, namespaces: retention.map(({ namespace }) => namespace) }));
  const today = { knownSince: '2026-01-03T00:02:00.000Z' };
  const yesterday = { knownSince: '2026-01-02T18:00:00.000Z' };
  const none = { knownSince: '2026-01-03T00:05:00.000Z' };
  for (const text of found(aNamespace(today)))
    expect(text).toContain(
      'Yesterday (2026-01-02, UTC): not known: the oldest execution that was found began at 2026-01-03 00:02 UTC.',
    );
  for (const text of found(aNamespace(yesterday)))
    expect(text).toContain(
      'Yesterday (2026-01-02, UTC): nothing wasted, as far as is known: the oldest execution that was found began at 2026-01-02 18:00 UTC.',
    );
  for (const text of found(aNamespace(none)))
    expect(text).toContain('Yesterday (2026-01-02, UTC): not known: no execution was found.');
  for (const text of found(aNamespace(today), aNamespace({ namespace: 'old' })))
    expect(text).toContain(
      'Yesterday (2026-01-02, UTC): nothing wasted, as far as is known: the oldest execution that was found in namespace default began at 2026-01-03 00:02 UTC.',
    );
  for (const text of found(aNamespace(none), aNamespace({ namespace: 'old' })))
    expect(text).toContain('Yesterday (2026-01-02, UTC): nothing wasted.');
});

it('gives no command for a day of which the server has nothing', () => {
  const hour = { since: '2026-01-02T23:05:00.000Z', until: '2026-01-03T00:05:00.000Z' };
  for (const text of bothOf(
    aReport({ ...hour, types: [], days: [], retention: [aNamespace({ knownSince: '2026-01-03T00:02:00.000Z' })] }),
  )) {
    expect(text).toContain('Yesterday (2026-01-02, UTC): not known: the oldest execution that was found began at');
    expect(text).not.toContain('--since 48h');
  }
  // The namespaces could not be listed.
  for (const text of bothOf(aReport({ ...hour, retention: [], complete: false, problems: ['no answer'] })))
    expect(text).toContain('this window does not hold all of it');
});

it('says that it can be trusted since the oldest execution only', () => {
  for (const text of bothOf(aReport({ retention: [aNamespace({ knownSince: '2026-01-02T18:00:00.000Z' })] }))) {
    expect(text).toContain('Yes, for the time since the oldest execution that was found.');
    expect(text).toContain(
      'Namespace default: the oldest execution that was found began at 2026-01-02 18:00 UTC. Nothing is known of the time before.',
    );
  }
});

it('says that it is about the past, and the command for the present with the address and namespaces', () => {
  for (const text of bothOf(aReport()))
    expect(text).toContain(
      'This report is about the past. The page of a running Deadbeat shows what runs now, also code that outlived its timeout. Without one, run deadbeat scan --address temporal:7233 --namespace default with the same TLS and key settings: it lists what Temporal counts as running.',
    );
  for (const text of bothOf(aReport({ address: null, namespaces: ["it's"] })))
    expect(text).toContain(`run deadbeat scan --namespace 'it'\\''s' with the connection settings of this audit: it`);
  for (const text of bothOf(aReport({ namespaces: ['a', 'b', 'c', 'd'] })))
    expect(text).toContain(
      'run deadbeat scan --address temporal:7233 with the namespaces, TLS and key settings of this',
    );
});

it('names what could waste next at the top, with types that wasted before and still cannot receive a cancellation', () => {
  const report = aReport({
    types: [
      aType({ activityType: 'Convert', startToCloseSeconds: 120, wastedSeconds: 1_004 }),
      aType({ ...neverCancelled, activityType: 'Settle', startToCloseSeconds: 90 }),
      aType({ activityType: 'Fixed', heartbeatTimeoutSeconds: 10 }),
      aType({ activityType: 'Told', wastedSecondsByReason: { awaiting_heartbeat: 60 } }),
    ],
  });
  expect(textOf(report).replaceAll('|', '')).toMatch(
    /What could waste next\? 2 activity types .*: Convert \(has wasted before\), Settle\./,
  );
  // The list follows at once.
  expect(terminalTextOf(report, 2_000)).toContain(
    'What could waste next? 2 activity types could not receive a cancellation. Each further cancelled attempt could waste at most 2m until Temporal gives up on it; its code may run on.\n  Convert (',
  );
  for (const text of bothOf(report)) {
    expect(text).toContain(
      'Convert (workflow NightlyReport, queue reports): an attempt could waste at most 2m until Temporal gives up on it. It wasted 16m44s in this window.',
    );
    expect(text).toContain('Settle (workflow NightlyReport, queue reports): an attempt could waste at most 1m30s');
    expect(text).not.toMatch(/(Fixed|Told) \(has|(Fixed|Told) \(workflow NightlyReport, queue reports\): an attempt/);
  }
  const html = htmlOf(report);
  expect(html).toContain('href="#next"');
  expect(html).toContain('id="next"');
});

it('names among what could waste next those that received a cancellation and ran on', () => {
  const heartbeats = { heartbeatTimeoutSeconds: 10, suggestedHeartbeatTimeoutSeconds: null, startToCloseSeconds: 120 };
  const crawl = aType({
    ...{ ...heartbeats, activityType: 'Crawl', wastedSeconds: 109 },
    wastedSecondsByReason: { ignoring_cancel: 109 },
  });
  const named =
    'Each further cancelled attempt could waste at most 2m until Temporal gives up on it; its code may run on.';
  for (const text of bothOf(aReport({ types: [crawl] }))) {
    expect(text).toMatch(/What could waste next\? 1 activity type ran on after it had received a cancellation[:.]/);
    expect(text).toContain(named);
    expect(text).toContain(
      'Crawl (workflow NightlyReport, queue reports): received a cancellation and ran on; an attempt could waste at most 2m until Temporal gives up on it. It wasted 1m49s in this window.',
    );
  }
  const both = textOf(aReport({ types: [aType({ startToCloseSeconds: 60 }), crawl] })).replaceAll('|', '');
  expect(both).toContain(
    '1 activity type could not receive a cancellation: BuildReport (has wasted before). 1 ran on after it had received one: Crawl (has wasted before). ',
  );
  expect(both).toMatch(/What could waste next ↑ summary.*Crawl \(w.*BuildReport \(w/);
});

it('names among what could waste next those that a short start-to-close timeout ended: their code may run on', () => {
  const short = { startToCloseSeconds: 10, suggestedHeartbeatTimeoutSeconds: null };
  const ended = { ...neverCancelled, ...short, lostSecondsAtMost: 20, timedOutAtLeast: 2, restarts: 2 };
  const types = [aType(), aType({ ...ended, activityType: 'Export' }), aType({ ...short, activityType: 'Completes' })];
  for (const text of bothOf(aReport({ types }))) {
    expect(text).toContain(
      'Temporal ended attempts of 1 by a start-to-close timeout so short that a heartbeat timeout would not help: Export. Each further cancelled attempt could waste at most 1h until Temporal gives up on it; its code may run on.',
    );
    expect(text).toContain(
      'Export (workflow NightlyReport, queue reports): ended by a timeout 2 times or more; an attempt could waste at most 10s until Temporal gives up on it.',
    );
    expect(text).not.toContain('Completes (workflow NightlyReport, queue reports): an attempt');
  }
  expect(textOf(aReport({ types }))).toContain('let their code stop by itself when that time is over');
  expect(textOf(aReport())).not.toContain('let their code stop by itself when that time is over');
  const alone = 'Temporal ended attempts of 1 activity type by a start-to-close timeout so short';
  for (const text of bothOf(aReport({ types: types.slice(1, 2) }))) expect(text).toContain(alone);
});

it('gives no bound where a start-to-close timeout is not known', () => {
  for (const text of bothOf(aReport({ types: [aType({ startToCloseSeconds: null })] })))
    expect(text).toContain('could waste time until Temporal gives up on it; its code may run on.');
});

it('says how many more could waste next than are listed', () => {
  const types = Array.from({ length: 12 }, (_, index) => aType({ activityType: `Export${index}` }));
  for (const text of bothOf(aReport({ types }))) expect(text).toContain('… and 2 more.');
});

it('says nothing false of an orphan among what could waste next', () => {
  const orphan = { wastedSeconds: 0.1, wastedSecondsByReason: { no_heartbeat: 0.1 }, orphanedSecondsAtMost: 109 };
  const text = textOf(aReport({ types: [aType({ ...orphan, activityType: 'Warm' })] }));
  expect(text).toContain('As far as this window shows, a cancellation would not end an attempt of these types');
  expect(text).not.toContain('wasted time for that reason');
});

it('says in words what the file with the owners holds, by an example that can be used', () => {
  const said = howToNameTeams([aType()]) ?? '';
  expect(said).not.toContain('docs/');
  const [, example = ''] = /for example (.*), and run/.exec(said) ?? [];
  const owners = parseOwners(example, 'owners.yml');
  expect(owners.ownerOf({ ...aType(), taskQueue: 'pay-eu' })?.team).toBe('payments');
});

it('states one fact once: a wait for start-to-close, how often, and no repetition of the same length beside it', () => {
  const waited = { ...neverCancelled, lostSecondsAtMost: 120, timedOutAtLeast: 1, restarts: 1 };
  const same = aReport({ types: [aType({ ...waited, repeatedSecondsAtMost: 121 })] });
  for (const text of bothOf(same)) {
    expect(text).toMatch(/Ended by start-to-close once \(not known: worker lost, or code still running\): at most 2m/);
    expect(text).toContain('Retried: once');
    expect(text).not.toMatch(/repeating|Ended by a timeout/);
  }
  const more = aReport({ types: [aType({ ...waited, repeatedSecondsAtMost: 400, restarts: 4 })] });
  for (const text of bothOf(more)) expect(text).toContain('Retried: 4 times, repeating at most 6m40s');
  const other = aReport({ types: [aType({ ...waited, lostSeconds: 10, timedOutAtLeast: 2 })] });
  for (const text of bothOf(other)) expect(text).toContain('Ended by a timeout: 2 times');
});

it('says of each cancel request in the table whether it is the first, the last or the only one', () => {
  const at = { firstCancelRequestedAt: '2026-01-02T08:00:10.000Z', lastCancelRequestedAt: '2026-01-02T08:00:50.000Z' };
  const cellOf = (type: ReturnType<typeof aType>) => textOf(aReport({ types: [type] }));
  expect(cellOf(aType())).toContain('|first request 2026-01-01 22:30 UTC, last 2026-01-02 08:00 UTC|');
  expect(cellOf(aType(at))).toContain('|first request 2026-01-02 08:00 UTC, last in the same minute|');
  expect(cellOf(aType({ ...at, cancelled: 1 }))).toContain('|only request 2026-01-02 08:00 UTC|');
});

it('breaks names at the boundaries of their words, and no code', () => {
  const html = htmlOf(
    aReport({ types: [aType({ activityType: 'convertVideosToHTMLFast', taskQueue: 'batch_fast' })] }),
  );
  expect(html).toContain('<strong>convert<wbr/>Videos<wbr/>To<wbr/>HTML<wbr/>Fast</strong>');
  expect(html).toContain('batch_<wbr/>fast');
  expect(html).toMatch(/\npre \{[^}]*white-space: pre; overflow-x: auto;[^}]*\}/);
  expect(html).not.toContain('anywhere');
});

it('keeps each flag of a command in its line, with its value', () => {
  expect(htmlOf(aReport())).toContain(
    '<code><span class="flag">deadbeat scan</span> <span class="flag">--address temporal:7233</span> <span class="flag">--namespace default</span></code>',
  );
});

it.each([60, 80, 120])('breaks no name on a terminal of %i columns, and says what each is', (width) => {
  const names = { taskQueue: 'convert-videos-with-heartbeats', workflowType: 'convertVideosWithHeartbeatsWorkflow' };
  const types = [aType({ ...names, activityType: 'convertManyVideosWithHeartbeats' })];
  const text = terminalTextOf(aReport({ types }), width);
  const [table = ''] = /^WASTED.*?(?=\n\n)/ms.exec(text) ?? [];
  expect(table).toContain('\nconvertManyVideosWithHeartbeats (');
  expect(table.replaceAll(/\s+/g, ' ')).toContain(
    '(workflow convertVideosWithHeartbeatsWorkflow, queue convert-videos-with-heartbeats): 5 of 6 attempts cancelled',
  );
  for (const name of Object.values(names)) expect(table).toContain(name);
  expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
});

it('says in both forms what to change first', () => {
  const accepted = aType({ accepted: { reason: 'cheaper', until: null } });
  for (const text of bothOf(aReport({ types: [accepted, aType({ activityType: 'Export' })] })))
    expect(text).toMatch(
      /What to change first: Export.*Set a heartbeat timeout of 45s and call heartbeat\. This would have saved at most 1h56m40s\. It has been cancelled since 2026-01-01 22:30 UTC/,
    );
  for (const text of bothOf(aReport({ types: [accepted] }))) expect(text).not.toContain('What to change first');
});

it('breaks no command on a narrow terminal, so that it can be copied', () => {
  const hour = { since: '2026-01-02T23:05:00.000Z', until: '2026-01-03T00:05:00.000Z' };
  const text = terminalTextOf(aReport(hour), 50);
  const connection = '--address temporal:7233 --namespace default';
  expect(text).toMatch(new RegExp(`^ {2}deadbeat scan ${connection}$`, 'm'));
  expect(text).toMatch(new RegExp(`^ {2}deadbeat audit ${connection} --since 48h$`, 'm'));
});
