import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../collector/scan/report.js';
import type { Report } from '../../collector/scan/report-schema.js';
import { textOf } from '../../collector/scan/text.js';
import { aRow } from '../support/rows.js';

const namespace = { namespace: 'default', complete: true, examined: 4, closedSince: null, closedNotExamined: 0 };

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
    const text = textOf(reportOf([aRow({ workflowId: longId }), aRow({ activityType: longId })]), width);
    const tooLong = text.split('\n').filter((line) => line.length > width && !line.startsWith('    temporal '));
    expect(tooLong.filter((line) => !line.includes(longId))).toEqual([]);
  });

  it('keeps commands in one line, to be copied', () => {
    const [command = ''] = aRow({}).commands;
    expect(textOf(reportOf([aRow({})]), 60)).toContain(`\n    ${command}\n`);
  });

  it('writes out what could steer the terminal', () => {
    const text = textOf(reportOf([aRow({ workflowId: 'evil\u001b[2J\u202e\r\n' })]), 200);
    expect(text).toContain('evil\\u{1b}[2J\\u{202e}\\u{d}\\u{a}');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });

  it('does not call it 0 s when the time of the request is not known', () => {
    const text = textOf(reportOf([aRow({ cancelRequestedSource: 'first_observed', wastedSeconds: 0 })]), 120);
    expect(text).toMatch(/^unknown /m);
  });

  it('says what one look cannot tell', () => {
    expect(textOf(reportOf([aRow({ reason: 'stopping' })]), 400)).toContain('One look does not tell more: scan again.');
  });

  it('shows the worst fifty and says how many more there are', () => {
    const rows = Array.from({ length: 53 }, (_, index) => aRow({ workflowId: `w-${index}` }));
    const text = textOf(reportOf(rows), 120);
    expect(text).toContain('… and 3 more');
    expect(text).toContain('w-49');
    expect(text).not.toContain('w-50');
  });

  it('ends with its last line', () => {
    expect(textOf(reportOf([], { namespaces: [{ ...namespace, examined: 0, problems: [] }] }), 80)).toMatch(/\S\n$/);
  });

  it('names what runs on although its workflow was asked to cancel, as no offender', () => {
    const row = aRow({ activityType: 'ship', workflowId: 'shielded', reason: null, workflowCancelRequested: true });
    const text = textOf(reportOf([], { workflowCancelRequested: [row] }), 400);
    expect(text).toMatch(/^No offenders/);
    expect(text).toContain('have not cancelled 1 activity that still run (such as ship of shielded)');
  });

  it('says how many closed workflows it did not look at', () => {
    const namespaces = [{ ...namespace, closedNotExamined: 12, problems: [] }];
    expect(textOf(reportOf([], { namespaces }), 200)).toContain('12 workflows that closed in the last 10m');
  });

  it('tells "nothing found" from "not known"', () => {
    const namespaces = [{ ...namespace, examined: 0, complete: false, problems: ['it is down'] }];
    expect(textOf(reportOf([], { namespaces, complete: false }), 120)).toMatch(/^Not known/);
    expect(textOf(reportOf([]), 120)).toMatch(/^No offenders/);
  });
});
