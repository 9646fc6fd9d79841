import { describe, expect, it } from 'vitest';
import { allEntries } from '../../collector/findings/all-entries.js';
import { suspectEntry } from '../../collector/findings/entry.js';
import { hashedIdentities, plainIdentities } from '../../collector/findings/identities.js';
import { matches } from '../../collector/web/matches.js';
import { BadParameter, parameters, readQuery } from '../../collector/web/query.js';
import { limits, runningActivity } from '../support/model.js';
import { described, namespaceView, now } from '../support/views.js';

const problemWith = (query: Record<string, unknown>) => {
  try {
    readQuery(query);
  } catch (error) {
    if (error instanceof BadParameter) return error;
    throw error;
  }
  return undefined;
};

describe('a query', () => {
  it('has a limit of 200 unless told', () => {
    expect(readQuery({})).toEqual({ limit: 200 });
  });

  it('reads every parameter that is documented', () => {
    const values: Record<string, string> = {
      ...{ state: 'paused', reason: 'silent', finding: 'lost', offenders: 'true' },
      fixedAt: '2026-01-02',
    };
    const query = Object.fromEntries(parameters.map(({ name }) => [name, values[name] ?? '7']));
    expect(readQuery(query)).toEqual({ ...query, offenders: true, fixedAt: Date.UTC(2026, 0, 2), limit: 7 });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '1e3' }, 'limit'],
    [{ limit: '5001' }, 'limit'],
    [{ state: 'running' }, 'state'],
    [{ reason: '' }, 'reason'],
    [{ finding: 'bad' }, 'finding'],
    [{ offenders: 'yes' }, 'offenders'],
    [{ taskQueue: ['a', 'b'] }, 'taskQueue'],
    [{ constructor: 'x' }, 'constructor'],
  ])('%j is refused, and the parameter named', (query, parameter) => {
    expect(problemWith(query)).toMatchObject({ parameter, expected: expect.any(String) });
  });
});

describe('a query selects', () => {
  const executions = [
    described([runningActivity({ activityId: 'blind', state: 'cancel_requested' })], { workflowId: 'order-1' }),
    described([runningActivity({ activityId: 'fine', taskQueue: 'other' })], {
      workflowId: 'order-2',
      kind: 'activity',
    }),
  ];
  const entries = [...allEntries([namespaceView(executions)], limits)];
  const wanted = (query: Record<string, string>, identities = plainIdentities) =>
    entries.filter(matches(readQuery(query), { identities })).map(({ activity }) => activity.activityId);

  it.each([
    [{}, ['blind', 'fine']],
    [{ namespace: 'default' }, ['blind', 'fine']],
    [{ namespace: 'other' }, []],
    [{ taskQueue: 'other' }, ['fine']],
    [{ workflowType: '' }, ['fine']],
    [{ activityType: 'charge' }, ['blind', 'fine']],
    [{ state: 'cancel_requested' }, ['blind']],
    [{ reason: 'no_heartbeat' }, ['blind']],
    [{ finding: 'lost' }, []],
    [{ offenders: 'true' }, ['blind']],
    [{ offenders: 'false' }, ['fine']],
    [{ search: 'der-2' }, ['fine']],
    [{ search: 'blind' }, ['blind']],
  ])('%j', (query, ids) => {
    expect(wanted(query as Record<string, string>)).toEqual(ids);
  });

  it('no part of an ID that is hidden', () => {
    expect(wanted({ search: 'order' }, hashedIdentities)).toEqual([]);
    expect(wanted({ search: hashedIdentities.shown('order-2') }, hashedIdentities)).toEqual(['fine']);
  });

  it('a suspect in no other state', () => {
    const { namespace, workflowId, runId, kind, workflowType } = described([]);
    const suspect = { namespace, workflowId, runId, kind, workflowType, activity: runningActivity(), givenUpAt: now };
    const entry = suspectEntry(suspect, { now });
    const isWanted = (state: string) => matches(readQuery({ state }), { identities: plainIdentities })(entry);
    expect([isWanted('suspect'), isWanted('started')]).toEqual([true, false]);
  });
});
