import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { findings } from '../../collector/findings/findings.js';
import { csvOf } from '../../collector/scan/csv.js';
import { exitCodeFor } from '../../collector/scan/exit-code.js';
import { paintFor, terminalPaint } from '../../collector/scan/paint.js';
import { progressLine } from '../../collector/scan/progress.js';
import { adviceFor } from '../../collector/scan/report.js';
import type { Report } from '../../collector/scan/report-schema.js';
import { textOf } from '../../collector/scan/text.js';
import { aRow } from '../support/rows.js';

const namespace = {
  ...{ namespace: 'default', complete: true, examined: 4, closedSince: null, closedNotExamined: 0 },
  unexplainedSlots: null,
};

function reportOf(activities: Report['activities'], more: Partial<Report> = {}): Report {
  return {
    observedAt: '2026-01-01T12:00:00.000Z',
    complete: true,
    activities,
    advice: adviceFor(activities),
    workflowCancelRequested: [],
    namespaces: [{ ...namespace, problems: [] }],
    problems: [],
    ...more,
  };
}

const longId = `report-${'0123456789'.repeat(12)}`;

describe('the text of a scan', () => {
  it.each([60, 80, 100, 160])('fits a terminal of %i columns', (width) => {
    const text = textOf(reportOf([aRow({ workflowId: longId }), aRow({ activityType: longId })]), { width });
    const tooLong = text.split('\n').filter((line) => line.length > width && !line.startsWith('    temporal '));
    expect(tooLong.filter((line) => !line.includes(longId))).toEqual([]);
  });

  it('keeps commands in one line, to be copied', () => {
    const [command = ''] = aRow({}).commands;
    expect(textOf(reportOf([aRow({})]), { width: 60 })).toContain(`\n    ${command}\n`);
  });

  it('writes out what could steer the terminal', () => {
    const text = textOf(reportOf([aRow({ workflowId: 'evil\u001b[2J\u202e\r\n' })]), { width: 200 });
    expect(text).toContain('evil\\u{1b}[2J\\u{202e}\\u{d}\\u{a}');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });

  it('does not call it 0 s when the time of the request is not known', () => {
    const text = textOf(reportOf([aRow({ cancelRequestedSource: 'first_observed', wastedSeconds: 0 })]), {
      width: 120,
    });
    expect(text).toMatch(/^ {2}unknown /m);
  });

  it('says what one scan cannot show', () => {
    expect(textOf(reportOf([aRow({ reason: 'stopping' })]), { width: 400 })).toContain(
      'One scan cannot show more: scan again.',
    );
  });

  it('says what to do now and what to change, in the words of the page', () => {
    const text = textOf(reportOf([aRow({ startToCloseTimeoutSeconds: 120 })]), { width: 1000 });
    expect(text).toContain(`What to do now: ${findings.no_heartbeat.now} What to change: Give the activity`);
    expect(text).toContain('a heartbeat timeout where the workflow schedules it (suggested: 10s)');
  });

  it('shows the worst three of each activity type and says how many more there are, or all', () => {
    const rows = Array.from({ length: 12 }, (_, index) => aRow({ workflowId: `w-${index}` }));
    const text = textOf(reportOf(rows), { width: 120 });
    expect(text).toContain(
      'BuildReport (workflow NightlyReport, task queue reports, namespace default): 12 offenders, 23m48s wasted',
    );
    expect(text).toContain('… and 9 more: scan --all lists all.');
    expect([text.includes('w-2'), text.includes('w-3')]).toEqual([true, false]);
    expect(textOf(reportOf(rows), { width: 120, all: true })).toContain('w-11');
  });

  it('names the advice once for each activity type, and its owner', () => {
    const owner = { team: 'reporting', contact: null, channel: null, runbook: null };
    const text = textOf(reportOf([aRow({ owner }), aRow({ owner }), aRow({ activityType: 'other' })]), { width: 160 });
    expect(text.match(/Cannot receive the cancellation\. /g)).toHaveLength(2);
    expect(text).toContain('namespace default, team reporting)');
  });

  it('counts wide characters as two columns', () => {
    const text = textOf(reportOf([aRow({ workflowId: '注文'.repeat(20) })]), { width: 80 });
    const columns = (line: string) => [...line].reduce((sum, one) => sum + (/[\u3000-\u9fff]/.test(one) ? 2 : 1), 0);
    expect(text.split('\n').filter((line) => columns(line) > 80 && !line.includes('temporal '))).toEqual([]);
  });

  it('is coloured only on a terminal, and not where NO_COLOR is set', () => {
    const colour = '\u001b[';
    const shown = (isTerminal: boolean, environment: Record<string, string>) =>
      textOf(reportOf([aRow({})]), { width: 80, paint: paintFor(isTerminal, environment) }).includes(colour);
    expect([shown(true, {}), shown(false, {}), shown(true, { NO_COLOR: '1' }), shown(true, { TERM: 'dumb' })]).toEqual([
      ...[true, false, false, false],
    ]);
  });

  it('ends with its last line', () => {
    expect(textOf(reportOf([], { namespaces: [{ ...namespace, examined: 0, problems: [] }] }), { width: 80 })).toMatch(
      /\S\n$/,
    );
  });

  it('names what keeps running although its workflow was asked to cancel, but not as an offender', () => {
    const row = aRow({ activityType: 'ship', workflowId: 'shielded', reason: null, workflowCancelRequested: true });
    const text = textOf(reportOf([], { workflowCancelRequested: [row] }), { width: 400 });
    expect(text).toMatch(/^No running activity has a problem/);
    expect(text).toContain('have not cancelled 1 activity that still run (such as ship of shielded)');
  });

  it('says how many closed workflows it did not examine', () => {
    const namespaces = [{ ...namespace, closedNotExamined: 12, problems: [] }];
    expect(textOf(reportOf([], { namespaces }), { width: 200 })).toContain('12 workflows that closed in the last 10m');
  });

  it.each([24, 40, 56, 80])('keeps within %i columns, whatever the names; only commands are not wrapped', (width) => {
    const long = { workflowId: '注文'.repeat(200), workflowType: 'x'.repeat(90), activityType: '請求'.repeat(30) };
    const text = textOf(reportOf([aRow(long), aRow({ ...long, attempt: 3 })]), { width });
    const lines = text.split('\n').filter((line) => !/^ {4}temporal /.test(line));
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    expect(text).toContain('…');
  });

  it('tells "nothing found" from "not known"', () => {
    const namespaces = [{ ...namespace, examined: 0, complete: false, problems: ['it is down'] }];
    expect(textOf(reportOf([], { namespaces, complete: false }), { width: 120 })).toMatch(/^Not known/);
    expect(textOf(reportOf([]), { width: 120 })).toMatch(/^No running activity has a problem/);
  });

  it('is no all-clear for code that outlived its timeout, which it cannot see', () => {
    for (const report of [reportOf([]), reportOf([aRow({})])])
      expect(textOf(report, { width: 400 })).toMatch(
        /^.*4 executions in 1 namespace examined\.\nCode that outlived its timeout is not visible to a scan/,
      );
    const { good } = terminalPaint;
    const summary = 'No running activity has a problem: 4 executions in 1 namespace examined.';
    const shown = (report: Report) => textOf(report, { width: 400, paint: terminalPaint });
    expect(shown(reportOf([]))).toContain(good(summary));

    const at = (seconds: number) => `2026-01-01T11:59:${seconds}.000Z`;
    const unexplainedSlots = [
      { taskQueue: 'loop', slots: 1, reportedAt: at(50) },
      { taskQueue: 'batch', slots: 3, reportedAt: at(20) },
    ];
    const some = reportOf([], { namespaces: [{ ...namespace, unexplainedSlots, problems: [] }] });
    expect(textOf(some, { width: 400 })).toContain(
      'examined.\nCode that outlived its timeout may still run: no running activity explains 4 of the slots in use (task queues batch 3, loop 1), as reported by workers up to 40s ago. They may also hold activities that ended since, or that a workflow left behind over 10 minutes ago. A running Deadbeat shows which.',
    );
    expect(shown(some)).not.toContain(good(summary));
  });

  it('names few of the task queues whose slots nothing explains', () => {
    const unexplainedSlots = ['a', 'b', 'c', 'd', 'e'].map((taskQueue) => ({ taskQueue, slots: 1, reportedAt: null }));
    const text = textOf(reportOf([], { namespaces: [{ ...namespace, unexplainedSlots, problems: [] }] }), {
      width: 400,
    });
    expect(text).toContain('5 of the slots in use (task queues a 1, b 1, c 1, and 2 more)');
    expect(text).toContain(', as reported by workers.');
  });
});

describe('the other forms of a scan', () => {
  it('print a row for each offender as CSV, and no formula', () => {
    const csv = csvOf(reportOf([aRow({ workflowId: '=cmd|x', findings: ['no_heartbeat', 'lost'] } as never)]));
    const [head = '', row = ''] = csv.split('\n');
    expect(head.startsWith('namespace,workflowId,runId,')).toBe(true);
    expect(row).toContain(",'=cmd|x,");
  });

  it('show the share done, and the time left once it can be told', () => {
    const done = { listed: 0, found: 0, examined: 0, calls: 0, elapsedMs: 0 };
    expect(progressLine({ ...done, calls: 1 }, 79)).toBe('listing executions: 1 call');
    expect(progressLine({ ...done, listed: 3_000, calls: 3 }, 79)).toBe('listing executions: 3000 so far, 3 calls');
    const half = { ...done, found: 200, examined: 50, calls: 60 };
    expect(progressLine({ ...half, elapsedMs: 500 }, 79)).toBe('███░░░░░░░ 25 % (50 of 200 executions, 60 calls)');
    expect(progressLine({ ...half, elapsedMs: 10_000 }, 79)).toBe(
      '███░░░░░░░ 25 %, about 30s left (50 of 200 executions, 60 calls)',
    );
    expect(progressLine({ ...half, elapsedMs: 10_000 }, 24)).toBe('25 %, about 30s left (50');
  });
});

describe('the exit code of a scan', () => {
  const report = reportOf([aRow({ wastedSeconds: 60 }), aRow({ reason: null, lost: true, wastedSeconds: null })]);
  const codeFor = (limits: Partial<Parameters<typeof exitCodeFor>[1]>, of = report) =>
    exitCodeFor(of, { minWasteMs: 0, ...limits });

  it.each([
    ['1 with offenders', {}, 1],
    ['1 with one of the findings that are named', { failOn: ['lost'] as const }, 1],
    ['0 without any of them', { failOn: ['silent'] as const }, 0],
    ['1 with as much waste as is named', { minWasteMs: 60_000 }, 1],
    ['0 with less', { minWasteMs: 60_001 }, 0],
    ['0 where what was wasted has another finding', { failOn: ['lost'] as const, minWasteMs: 1 }, 0],
  ])('is %s', (_, limits, code) => {
    expect(codeFor(limits)).toBe(code);
  });

  it('is 0 without offenders, and 3 where not everything was examined', () => {
    expect(codeFor({}, reportOf([]))).toBe(0);
    expect(codeFor({}, reportOf([aRow({})], { complete: false }))).toBe(3);
  });
});
