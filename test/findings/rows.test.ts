import { describe, expect, it } from 'vitest';
import { auditCommand } from '../../collector/findings/commands.js';
import { compareEntries, entriesOf, suspectEntry } from '../../collector/findings/entry.js';
import { hashedIdentities, plainIdentities } from '../../collector/findings/identities.js';
import { rowSchema } from '../../collector/findings/row.js';
import { rowOf } from '../../collector/findings/rows.js';
import type { Access } from '../../collector/model/access.js';
import type { Effect } from '../../collector/model/account/effect.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import { conclude } from '../../collector/model/execution/conclude.js';
import { countOrphans } from '../../collector/model/execution/count-orphans.js';
import type { Execution } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { overrunCauseOf } from '../../collector/model/execution/overrun.js';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import { saveSuspect } from '../../collector/state/format.js';
import { entrySchemas } from '../../collector/state/schema.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../support/model.js';

const now = t0 + 60_000;
const style = { uiUrl: 'https://ui.example.com', identities: plainIdentities };

function seen(activities: readonly Activity[], more: Partial<Execution> = {}, at = now): Execution {
  const { execution } = foldDescription({ ...newExecution(), ...more }, descriptionAt(at, activities), context);
  return execution;
}

const entriesIn = (...executions: readonly Execution[]) =>
  executions.flatMap((execution) => [...entriesOf(execution, { now, limits })]).sort(compareEntries);
const rowsOf = (...executions: readonly Execution[]) => entriesIn(...executions).map((entry) => rowOf(entry, style));

const plain = { address: '127.0.0.1:23030', usesTls: false, needs: [] };
const secure = { ...plain, usesTls: true, serverName: 'frontend', needs: ['TEMPORAL_API_KEY'] } as const;

describe('the commands of a row', () => {
  const commandsOf = (access?: Access) => {
    const accessTo = access && (() => access);
    return entriesIn(seen([runningActivity({})])).map((entry) => rowOf(entry, { ...style, accessTo }).commands[0]);
  };

  it.each([
    [undefined, ''],
    [plain, '--address 127.0.0.1:23030 '],
    [secure, '--address 127.0.0.1:23030 --tls --tls-server-name frontend '],
  ])('reach the Temporal of %j', (access, flags) => {
    expect(commandsOf(access)).toEqual([
      `temporal workflow describe ${flags}--namespace default --workflow-id w --run-id r`,
    ]);
  });
});

describe('the command of an audit', () => {
  it('reaches the same Temporal, with the namespaces and the query of this process', () => {
    expect(auditCommand(plain, ['default'])).toBe(
      'deadbeat audit --address 127.0.0.1:23030 --namespace default --since 48h',
    );
    expect(auditCommand(secure, ['*', 'b c'], 'A="x"')).toBe(
      "TEMPORAL_TLS=true TEMPORAL_TLS_SERVER_NAME=frontend deadbeat audit --address 127.0.0.1:23030 --namespace '*' --namespace 'b c' --query 'A=\"x\"' --since 48h",
    );
  });

  it('does not exist where the namespaces are too many', () => {
    expect(
      auditCommand(
        plain,
        Array.from({ length: 21 }, (_, index) => `n${index}`),
      ),
    ).toBeUndefined();
  });
});

describe('a row', () => {
  it('tells of a cancelled activity why it runs and since when that is known', () => {
    const [row] = rowsOf(seen([runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 120_000 })]));
    expect(row).toMatchObject({
      reason: 'no_heartbeat',
      findings: ['no_heartbeat'],
      cancelRequestedAt: new Date(now).toISOString(),
      cancelRequestedSource: 'first_observed',
      wastedSeconds: 0,
      startedAt: new Date(t0).toISOString(),
      forcedEndAt: new Date(t0 + 120_000).toISOString(),
      uiUrl: 'https://ui.example.com/namespaces/default/workflows/w/r',
    });
    expect(rowSchema.parse(row)).toEqual(row);
  });

  it('names the heartbeats that observations of a cancelled attempt saw, a bounded number of them', () => {
    let execution = newExecution();
    const observe = (seconds: number, heartbeat: number, state: Activity['state'] = 'cancel_requested') => {
      const activity = runningActivity({ state, heartbeatTimeoutMs: 10_000, lastHeartbeatAt: t0 + heartbeat * 1_000 });
      execution = foldDescription(execution, descriptionAt(t0 + seconds * 1_000, [activity]), context).execution;
    };
    observe(2, 1, 'started');
    observe(6, 5);
    observe(8, 5);
    observe(14, 13);
    const at = (seconds: number) => new Date(t0 + seconds * 1_000).toISOString();
    expect(rowsOf(execution)[0]?.heartbeatsAt).toEqual([at(1), at(5), at(13)]);
    for (let seconds = 20; seconds < 60; seconds++) observe(seconds, seconds - 1);
    expect(rowsOf(execution)[0]?.heartbeatsAt).toEqual(Array.from({ length: 12 }, (_, index) => at(47 + index)));
  });

  it('names the last heartbeat where it was not cancelled', () => {
    expect(rowsOf(seen([runningActivity({ lastHeartbeatAt: t0 + 5_000 })]))[0]?.heartbeatsAt).toEqual([
      new Date(t0 + 5_000).toISOString(),
    ]);
    expect(rowsOf(seen([runningActivity()]))[0]?.heartbeatsAt).toEqual([]);
  });

  it('has no waste where nothing was cancelled, and not 0', () => {
    expect(rowsOf(seen([runningActivity()]))[0]).toMatchObject({ wastedSeconds: null, reason: null, findings: [] });
  });

  it('finds no heartbeat of an earlier attempt', () => {
    const [row] = rowsOf(seen([runningActivity({ attemptStartedAt: t0 + 1, lastHeartbeatAt: t0 })]));
    expect(row?.lastHeartbeatAt).toBeNull();
  });

  it('is none of an execution that has not been described yet', () => {
    expect(rowsOf(newExecution())).toEqual([]);
  });

  it('finds a stale heartbeat as of the observation, not as of now', () => {
    const activity = runningActivity({ heartbeatTimeoutMs: 10_000, lastHeartbeatAt: t0 + 1_000 });
    expect(rowsOf(seen([activity], {}, t0 + 2_000))[0]?.findings).toEqual([]);
    expect(rowsOf(seen([activity], {}, t0 + 30_000))[0]?.findings).toEqual(['stale']);
  });

  it('of a suspect claims no waste and no timeout to come', () => {
    const { namespace, workflowId, runId, kind, workflowType } = newExecution();
    const suspect = { namespace, workflowId, runId, kind, workflowType, activity: runningActivity(), givenUpAt: now };
    const row = rowOf(suspectEntry(suspect, { now }), style);
    expect(row).toMatchObject({ suspect: true, findings: ['suspect'], wastedSeconds: null, reason: null });
    expect(rowSchema.parse(row)).toEqual(row);
  });

  it('of a cancelled suspect tells when that was requested, and what it wasted until the server gave up on it', () => {
    const cancelled = runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 120_000 });
    const { attempts, ...execution } = seen([cancelled]);
    const effects: Effect[] = [];
    const end = { at: t0 + 120_000, outcome: 'timed_out' } as const;
    for (const attempt of attempts.values()) conclude({ ...execution, attempts }, attempt, end, limits, effects);
    const suspects = effects.flatMap((effect) => (effect.kind === 'given_up' ? [effect.suspect] : []));
    expect(suspects).toHaveLength(1);
    for (const suspect of suspects) {
      const saved = entrySchemas.suspect.parse(JSON.parse(JSON.stringify(saveSuspect(suspect)))) as Suspect;
      const row = rowOf(suspectEntry(saved, { now: t0 + 130_000 }), style);
      expect(row).toMatchObject({
        ...{ suspect: true, reason: null, wastedSeconds: 60 },
        cancelRequestedAt: new Date(now).toISOString(),
        cancelRequestedSource: 'first_observed',
      });
    }
  });

  it('of a suspect says what was known of its code before, also after a restart, as far as that was saved', () => {
    const cancelled = (more: Partial<Activity> = {}) =>
      runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 120_000, ...more });
    const known = (endAt: number, ...observed: readonly (readonly [number, Activity])[]) => {
      const execution = observed.reduce(
        (before, [at, activity]) => foldDescription(before, descriptionAt(at, [activity]), context).execution,
        newExecution(),
      );
      const effects: Effect[] = [];
      for (const attempt of execution.attempts.values())
        conclude(execution, attempt, { at: endAt, outcome: 'timed_out' }, limits, effects);
      return effects.flatMap((effect) => {
        if (effect.kind !== 'given_up') return [];
        const saved = entrySchemas.suspect.parse(JSON.parse(JSON.stringify(saveSuspect(effect.suspect)))) as Suspect;
        const { overrunCause, toldAt } = rowOf(suspectEntry(saved, { now: endAt }), style);
        return [overrunCause, toldAt];
      });
    };
    expect(known(t0 + 120_000, [now, cancelled()])).toEqual(['no_heartbeat', null]);
    const heartbeats = { heartbeatTimeoutMs: 30_000, lastHeartbeatAt: now - 1_000 };
    const told = { heartbeatTimeoutMs: 30_000, lastHeartbeatAt: now + 5_000 };
    expect(known(t0 + 120_000, [now, cancelled(heartbeats)], [now + 6_000, cancelled(told)])).toEqual([
      'ignoring_cancel',
      new Date(now + 5_000).toISOString(),
    ]);
    expect(known(now + 29_000, [now, cancelled(heartbeats)])).toEqual(['silent', null]);
    // Cancelled and heartbeating, but no heartbeat since has told it: neither "not cancelled" nor "ignores it" is known.
    const paced = { heartbeatTimeoutMs: 80_000, lastHeartbeatAt: now - 1_000 };
    expect(known(t0 + 120_000, [now, cancelled(paced)])).toEqual([null, null]);
  });

  it('of a suspect that was not cancelled tells code that heartbeated from code that fell silent', () => {
    const causeOf = (activity: Partial<Activity>, endAt: number) =>
      overrunCauseOf({ ...runningActivity(activity), attemptStartedAt: t0 }, undefined, endAt);
    const heartbeats = { heartbeatTimeoutMs: 10_000, startToCloseTimeoutMs: 60_000 };
    expect(causeOf({ ...heartbeats, lastHeartbeatAt: t0 + 20_000 }, t0 + 30_000)).toBe('silent');
    expect(causeOf({ ...heartbeats, lastHeartbeatAt: t0 + 20_000 }, t0 + 60_000)).toBe('heartbeating');
    expect(causeOf({ startToCloseTimeoutMs: 60_000, lastHeartbeatAt: t0 + 20_000 }, t0 + 60_000)).toBe('heartbeating');
    expect(causeOf({ startToCloseTimeoutMs: 60_000 }, t0 + 60_000)).toBe('no_heartbeat');
    const neverSeen = { heartbeatTimeoutMs: 60_000, startToCloseTimeoutMs: 30_000 };
    expect(causeOf(neverSeen, t0 + 30_000)).toBeUndefined();
    expect(causeOf({ ...neverSeen, lastHeartbeatAt: t0 - 1_000 }, t0 + 30_000)).toBeUndefined();
    expect(causeOf({ optionsUnknown: true }, t0 + 60_000)).toBeUndefined();
  });

  it('of one whose worker is lost tells since when, and for how many confirmed seconds', () => {
    const execution = seen([runningActivity()]);
    const loss = { since: now - 20_000, countedUntil: now - 5_000 };
    const attempts = new Map([...execution.attempts].map(([id, one]) => [id, { ...one, lost: loss }] as const));
    expect(rowsOf({ ...execution, attempts })).toMatchObject([
      { lost: true, lostSince: new Date(now - 20_000).toISOString(), lostSeconds: 15 },
    ]);
  });

  it('of a cancelled orphan keeps the request, also where history has not told it and once it is a suspect', () => {
    const cancelled = runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 120_000 });
    const closed = descriptionAt(t0 + 90_000, [cancelled], { closedAt: t0 + 80_000 });
    const { execution } = foldDescription(seen([cancelled]), closed, context);
    const known = { cancelRequestedAt: new Date(now).toISOString(), cancelRequestedSource: 'first_observed' };
    expect(rowsOf(execution)).toMatchObject([{ orphaned: true, wastedSeconds: 20, ...known }]);
    const { effects } = countOrphans(execution, t0 + 130_000);
    const rows = effects.flatMap((effect) =>
      effect.kind === 'given_up' ? [rowOf(suspectEntry(effect.suspect, { now: t0 + 130_000 }), style)] : [],
    );
    expect(rows).toMatchObject([{ suspect: true, wastedSeconds: 20, ...known }]);
  });
});

describe('with hidden identities, a row', () => {
  it('has the same hash for the same ID, and nothing that contains one', () => {
    const activity = runningActivity({ workerIdentity: '17@secret-host' });
    const [entry] = entriesIn(seen([activity], { workflowId: 'customer-4711', runId: 'run-4711' }));
    if (entry === undefined) throw new Error('no entry');
    const row = rowOf(entry, { ...style, identities: hashedIdentities });
    expect(JSON.stringify(row)).not.toMatch(/4711|secret/);
    expect(row).toMatchObject({ workflowId: hashedIdentities.shown('customer-4711'), commands: [], uiUrl: null });
    expect(row.workflowId).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('the order of the rows', () => {
  it('is most wasted first, then longest silent', () => {
    const named = (activityId: string, silentMs: number) =>
      runningActivity({ activityId, attemptStartedAt: now - silentMs });
    expect(rowsOf(seen([named('a', 1), named('b', 3), named('c', 2)])).map(({ activityId }) => activityId)).toEqual([
      ...['b', 'c', 'a'],
    ]);
  });
});
