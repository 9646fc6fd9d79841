import { describe, expect, it } from 'vitest';
import { latestEnd, stopConsequence, whatToDo } from '../../collector/findings/what-to-do.js';
import { aRow } from '../support/rows.js';

const now = Date.parse('2026-01-01T12:00:00Z');

describe('what to do now', () => {
  it('is one plain verdict with the time at which it ends by itself, then how to stop its worker', () => {
    expect(whatToDo(aRow({ workerIdentity: '4711@worker-7f9c' }), now)).toEqual({
      verdict:
        'Cancelling again will not help. To end it now, stop its worker gracefully. If nothing is done, Temporal ends the attempt at 12:25:00 UTC (in 25m) at the latest; its code may continue to run.',
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

  it('names no end that is not known', () => {
    expect(whatToDo(aRow({ forcedEndAt: null }), now)?.verdict).toMatch(/gracefully\. No timeout ends it\.$/);
    expect(whatToDo(aRow({ forcedEndAt: null, optionsKnown: false }), now)?.verdict).toMatch(/gracefully\.$/);
    expect(whatToDo(aRow({ reason: null, orphaned: true }), now)?.verdict).toContain(
      'Its timeouts allow it to run until',
    );
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
