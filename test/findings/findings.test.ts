import { describe, expect, it } from 'vitest';
import { type Conditions, findingNames, findings, findingsOf } from '../../collector/findings/findings.js';
import { runbookPathOf } from '../../collector/findings/runbook-path.js';
import { reasons } from '../../collector/model/activity/reason.js';
import { runbooks } from '../../collector/web/generated/runbooks.js';
import { aRow } from '../support/rows.js';

const healthy: Conditions = {
  reason: null,
  orphaned: false,
  suspect: false,
  undecided: false,
  lost: false,
  stalled: false,
  stale: false,
};

it('the runbook of each finding is served, and so is each that a served one links to', () => {
  for (const finding of findingNames) {
    const [, name = ''] = /^runbooks\/(\w+)\.md$/.exec(runbookPathOf(finding)) ?? [];
    expect(runbooks[name]).toContain(`>${name}</h1>`);
  }
  const links = Object.values(runbooks).flatMap((html) =>
    [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
  );
  expect(links).toContain('OnTheWorker.md');
  for (const link of links) expect(Object.keys(runbooks)).toContain(link?.replace(/\.md$/, ''));
});

describe('the findings of an activity', () => {
  it('are none where nothing is wrong', () => {
    expect(findingsOf(healthy)).toEqual([]);
  });

  it.each(reasons)('begin with the reason why it still runs: %s', (reason) => {
    expect(findingsOf({ ...healthy, reason, stalled: true })).toEqual([reason, 'stalled']);
  });

  it('name no reason why one still runs whose worker is lost: whether it does is not known', () => {
    expect(findingsOf({ ...healthy, reason: 'no_heartbeat', lost: true })).toEqual(['lost']);
  });

  it('name an overdue heartbeat once, where the reason says it already', () => {
    expect(findingsOf({ ...healthy, reason: 'silent', stale: true })).toEqual(['silent']);
  });

  it('name the overdue heartbeat of one that has been told: Go stops heartbeating then', () => {
    expect(findingsOf({ ...healthy, reason: 'ignoring_cancel', stale: true })).toEqual(['ignoring_cancel', 'stale']);
  });

  it('are part of the row', () => {
    expect(aRow({ reason: 'silent', stale: true, stalled: true }).findings).toEqual(['silent', 'stalled']);
  });
});

describe('the texts of the findings', () => {
  it.each(findingNames)('are whole sentences, and short where they must be: %s', (name) => {
    const { title, short, why, advice } = findings[name];
    for (const sentences of [why, advice]) expect(sentences).toMatch(/^[A-Z].*\.$/);
    expect(title.split(' ').length).toBeLessThanOrEqual(5);
    expect(short.length).toBeLessThanOrEqual(32);
  });

  it('do not say that one makes no progress and may be cleaning up, or that there is something to do and nothing', () => {
    const { awaiting_heartbeat: awaiting, stopping, stalled } = findings;
    expect(findingsOf({ ...healthy, reason: 'stopping', stalled: true })).toEqual(['stopping', 'stalled']);
    expect(`${stopping.why} ${stopping.now}`).not.toContain('cleaning up');
    for (const { advice } of [awaiting, stopping]) expect(advice).not.toContain('nothing to do');
    expect(stalled.now).toContain('If it is not cancelled yet');
  });

  it('never call something avoidable that settles by itself', () => {
    for (const name of findingNames) expect(findings[name].isAvoidable && findings[name].settlesByItself).toBe(false);
  });
});
