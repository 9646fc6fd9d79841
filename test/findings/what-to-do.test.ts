import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../collector/findings/advice.js';
import { beforeGivenUp, latestEnd, stopConsequence, whatToDo } from '../../collector/findings/what-to-do.js';
import { aRow } from '../support/rows.js';

const now = Date.parse('2026-01-01T12:00:00Z');

describe('what to do now', () => {
  it('is one plain verdict with the time at which it ends by itself, then how to stop its worker', () => {
    expect(whatToDo(aRow({ workerIdentity: '4711@worker-7f9c' }), now)).toEqual({
      verdict:
        'Cancelling again will not help. To end it now, stop its worker gracefully (SIGTERM; if the process does not end, SIGKILL). If nothing is done, Temporal ends the attempt at 12:25:00 UTC (in 25m) at the latest; its code may continue to run.',
      stopWorker: { identity: '4711@worker-7f9c', command: 'kubectl delete pod worker-7f9c' },
    });
  });

  it.each([
    ['1@reports-5d8f7c9b6-x2x4z@reports', 'kubectl delete pod reports-5d8f7c9b6-x2x4z'],
    ['17@localhost', null],
    ['1@worker-1;reboot', null],
    ['worker $(reboot)', null],
    ['aeb4c7fb60d1', null],
  ])('names the pod only where the identity can be one: %s', (workerIdentity, command) => {
    expect(whatToDo(aRow({ workerIdentity }), now)?.stopWorker).toEqual({ identity: workerIdentity, command });
  });

  it('is not to stop a worker where the next heartbeat ends it, or the worker is gone', () => {
    for (const fields of [{ reason: 'stopping' }, { reason: 'awaiting_heartbeat' }, { lost: true }] as const)
      expect(whatToDo(aRow(fields), now)?.stopWorker).toBeNull();
  });

  it('does not promise that a new worker ends the wait for a lost one, and says when it ends', () => {
    const verdict = whatToDo(aRow({ reason: null, lost: true }), now)?.verdict;
    expect(verdict).toContain('A new worker serves only what is scheduled next');
    expect(verdict).toMatch(/unless its workflow is reset .* or terminated\. /);
    expect(verdict).toMatch(
      /That timeout is at 12:25:00 UTC \(in 25m\) at the latest; its code may continue to run\.$/,
    );
    expect(verdict).not.toMatch(/start it again|If nothing is done/);
  });

  it('names no end that is not known', () => {
    expect(whatToDo(aRow({ forcedEndAt: null }), now)?.verdict).toMatch(/SIGKILL\)\. No timeout ends it\.$/);
    expect(whatToDo(aRow({ forcedEndAt: null, optionsKnown: false }), now)?.verdict).toMatch(/SIGKILL\)\.$/);
    expect(whatToDo(aRow({ reason: null, orphaned: true }), now)?.verdict).toContain(
      'Its timeouts allow it to run until',
    );
    const held = { reason: null, suspect: true, ranOnUntil: '2026-01-01T11:09:50.000Z' };
    expect(whatToDo(aRow(held), now)?.verdict).toMatch(/slot in use is from .*11:09:50.*SIGKILL\.$/);
    expect(whatToDo(aRow({ ...held, ranOnUntil: null }), now)?.verdict).not.toContain('The last report');
    expect(whatToDo(aRow({ reason: null }), now)).toBeUndefined();
  });

  it('dates an end that is not today', () => {
    expect(latestEnd(aRow({}), now)).toBe('attempt ends by 12:25:00 UTC');
    expect(latestEnd(aRow({ forcedEndAt: '2026-01-02T00:10:00.000Z' }), now)).toBe(
      'attempt ends by 2026-01-02 00:10:00 UTC',
    );
    expect(latestEnd(aRow({ forcedEndAt: null }), now)).toBe('no timeout ends it');
    expect(latestEnd(aRow({ forcedEndAt: null, optionsKnown: false }), now)).toBe('timeouts not known yet');
  });
});

describe('what stopping a worker does besides', () => {
  it('says what to do where the process does not end, and what a workflow waits for only where one does', () => {
    for (const fields of [{}, { suspect: true, reason: null }])
      expect(stopConsequence(aRow(fields))).toContain('SIGKILL');
    expect(stopConsequence(aRow({}))).toContain('A workflow that waits for this attempt may have to wait');
    for (const fields of [{ suspect: true }, { orphaned: true }])
      expect(stopConsequence(aRow({ ...fields, reason: null }))).not.toContain('workflow that waits');
  });
});

it.each([
  { reason: null, suspect: true },
  { reason: null, orphaned: true },
  { reason: null, lost: true },
  { reason: 'silent' },
] as const)('says what to do where the process does not end on SIGTERM: %o', (fields) => {
  expect(whatToDo(aRow(fields), now)?.verdict).toMatch(/SIGTERM.*SIGKILL|SIGKILL.*SIGTERM/);
});

describe('what was known before Temporal gave up on an attempt', () => {
  it.each([
    ['ignoring_cancel', 'had received the cancellation', 'Let the cancellation end the work.'],
    ['silent', 'its heartbeats had stopped', 'something keeps the heartbeat from being sent'],
    ['no_heartbeat', 'sends no heartbeats', 'Give the activity a heartbeat timeout'],
    ['heartbeating', 'sent heartbeats and was not cancelled', 'Let the cancellation end the work.'],
    [null, '', 'Let the activity heartbeat and stop'],
  ] as const)('stays in its case, and names the remedy: %s', (overrunCause, before, advice) => {
    const row = aRow({ reason: null, suspect: true, overrunCause });
    expect(beforeGivenUp(row)).toContain(before);
    expect(adviceOn('suspect', row)).toContain(advice);
    expect(adviceOn('ignoring_cancel', row)).toContain('Let the cancellation end the work.');
  });
});
