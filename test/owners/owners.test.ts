import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { addOwnerSamples } from '../../collector/metrics/owner-samples.js';
import { Samples } from '../../collector/metrics/sample-set.js';
import { matcherOf } from '../../collector/owners/match.js';
import { judgeAcceptance } from '../../collector/owners/owners.js';
import { BadOwnersFile, parseOwners } from '../../collector/owners/read-owners.js';
import { WatchedOwners } from '../../collector/owners/watched-owners.js';

const names = { namespace: 'default', taskQueue: 'pay-eu', workflowType: 'Order', activityType: 'charge' };
const now = Date.UTC(2026, 10, 26, 12);

const file = `
owners:
  - match: { task_queue: [pay-*, refund-*] }
    team: payments
    contact: payments@example.com
    channel: "#payments"
    runbook: https://wiki.example.com/payments
  - match: { activity_type: "*" }
    team: platform
accepted:
  - match: { activity_type: charge }
    reason: the gateway is being replaced
    until: 2026-11-26
`;

function problemsOf(text: string): readonly string[] {
  try {
    parseOwners(text, 'owners.yml');
  } catch (error) {
    if (error instanceof BadOwnersFile) return error.problems;
    throw error;
  }
  return [];
}

describe('a pattern', () => {
  const matches = (pattern: string, activityType: string) =>
    matcherOf({ activity_type: pattern })({ ...names, activityType });

  it.each([
    ['charge', 'charge', true],
    ['charge', 'charges', false],
    ['char*', 'charge', true],
    ['*ge', 'charge', true],
    ['c*r*e', 'charge', true],
    ['c*x*e', 'charge', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['c.arge', 'charge', false],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('of a whole name without * matches that name alone, whatever it holds', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('*'));
    fc.assert(fc.property(name, name, (a, b) => matches(a, b) === (a === b)));
  });

  it('must match in every field that is named, and in one of a list', () => {
    const isIt = matcherOf({ namespace: 'default', task_queue: ['x', 'pay-*'] });
    expect([isIt(names), isIt({ ...names, namespace: 'other' }), isIt({ ...names, taskQueue: 'y' })]).toEqual([
      ...[true, false, false],
    ]);
  });
});

describe('an owners file', () => {
  it('names the owner by the first entry that matches', () => {
    const owners = parseOwners(file, 'owners.yml');
    expect(owners.ownerOf(names)).toEqual({
      team: 'payments',
      contact: 'payments@example.com',
      channel: '#payments',
      runbook: 'https://wiki.example.com/payments',
    });
    expect(owners.ownerOf({ ...names, taskQueue: 'x' })).toEqual({ team: 'platform' });
    expect(parseOwners('', 'owners.yml').ownerOf(names)).toBeUndefined();
  });

  it.each([
    ['owners: {', 'owners.yml:1: not valid YAML'],
    ['owners:\n  - team: a\n', 'owners.yml:2: owners.0.match: '],
    ['owners:\n  - match: {}\n    team: unowned\n', 'owners.yml:3: owners.0.team: expected a name other than unowned'],
    ['owners:\n  - match: {queue: a}\n    team: a\n', 'owners.yml:2: owners.0.match.queue: there is no such key'],
    ['owners:\n  - match: {}\n    team: a\n    runbook: wiki\n', 'owners.yml:4: owners.0.runbook: expected an http'],
    ['accepted:\n  - match: {}\n    until: 2026-01-01\n', 'owners.yml:2: accepted.0.reason: expected a text'],
    ['accepted:\n  - match: {}\n    reason: x\n', 'owners.yml:2: accepted.0: expected at least one of until'],
    [
      'accepted:\n  - match: {}\n    reason: x\n    grace: 5 min\n',
      'owners.yml:4: accepted.0.grace: expected a duration',
    ],
    ['accepted:\n  - match: {}\n    reason: x\n    until: soon\n', 'owners.yml:4: accepted.0.until: expected a date'],
    ['- a\n', 'owners.yml:1: the file: '],
  ])('%j is refused with file, line and key', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('never fails in another way, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(problemsOf(text))));
  });
});

it('the example of docs/owners.md can be used as it is', () => {
  const document = readFileSync(new URL('../../docs/owners.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(document) ?? [];
  expect(parseOwners(example, 'owners.yml').ownerOf({ ...names, namespace: 'shop' })?.team).toBe('payments');
});

describe('accepted waste', () => {
  const waste = { activities: 3, oldestMs: 60_000 };

  it.each([
    ['up to its date', { untilMs: now + 1 }, 'accepted'],
    ['no longer once the date has passed', { untilMs: now }, 'expired'],
    ['while it is younger than its grace', { graceMs: 60_000 }, 'accepted'],
    ['no longer when it is older', { graceMs: 59_999 }, 'exceeded'],
    ['while it is less than its minimum', { minimum: 4 }, 'accepted'],
    ['no longer when it is as much', { minimum: 3 }, 'exceeded'],
    ['of many while they are young', { minimum: 3, graceMs: 120_000 }, 'accepted'],
    ['not by a severity alone', { severity: 'info' as const }, 'exceeded'],
  ])('is accepted %s', (_, acceptance, verdict) => {
    expect(judgeAcceptance({ reason: 'x', ...acceptance }, waste, now)).toBe(verdict);
  });
});

describe('the metrics of owners', () => {
  const labels = { namespace: 'default', task_queue: 'pay-eu', workflow_type: 'Order', activity_type: 'charge' };
  const other = { ...labels, task_queue: 'x', activity_type: '' };

  function samplesAt(nowMs: number): Samples {
    const samples = new Samples();
    samples.add('activities', { ...labels, state: 'started' }, 1);
    samples.add('activities', { ...labels, state: 'cancel_requested' }, 1);
    samples.add('wastedSeconds', { ...other, reason: 'silent' }, 1);
    addOwnerSamples(samples, parseOwners(file.replace('"*"', 'charge'), 'owners.yml'), nowMs);
    return samples;
  }

  it('name a team for each activity type that another metric names, once', () => {
    const shown = samplesAt(now).of('ownerInfo');
    expect(shown).toHaveLength(2);
    expect(shown).toContainEqual({ labels: { ...other, team: 'unowned' }, value: 1 });
    expect(shown).toContainEqual({ labels: { ...labels, team: 'payments' }, value: 1 });
  });

  it('tell what is accepted, until when, and when that is over', () => {
    const accepted = { ...labels, team: 'payments', severity: '' };
    expect(samplesAt(now).of('acceptedWaste')).toEqual([{ labels: accepted, value: 1 }]);
    expect(samplesAt(now + 86_400_000).of('acceptedWaste')).toEqual([{ labels: accepted, value: 0 }]);
    expect(samplesAt(now).of('acceptedWasteUntil')).toEqual([{ labels, value: Date.UTC(2026, 10, 27) / 1000 }]);
  });
});

describe('the watched file', () => {
  it('is read again when it has changed, and the last good one stays in force', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'deadbeat-owners-')), 'owners.yml');
    const put = (text: string) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    };
    put(file);
    const watched = new WatchedOwners(path, pino({ level: 'silent' }));
    const team = () => watched.current().ownerOf(names)?.team;
    expect([team(), watched.lastReloadSuccessful]).toEqual(['payments', true]);
    put('owners: {');
    expect([team(), watched.lastReloadSuccessful]).toEqual(['payments', false]);
    put('owners: [{ match: {}, team: others }]');
    expect([team(), watched.lastReloadSuccessful]).toEqual(['others', true]);
  });

  it('ends the start when it cannot be read', () => {
    expect(() => new WatchedOwners('/nowhere/owners.yml', pino({ level: 'silent' }))).toThrow(BadOwnersFile);
  });
});
