import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import { isGoThere } from '../../support/go-worker/install.js';
import type { Plan } from '../../support/plan.js';
import { expectAccount } from './support/judge.js';
import { Recorder } from './support/recorder.js';
import { Stage } from './support/stage.js';
import { type Cancelled, cancelledIn, millis } from './support/truth.js';

const languages = ['python', 'go'] as const;
type Language = (typeof languages)[number];
const present = languages.filter((language) => language !== 'go' || isGoThere);

/** Go's SDK gives the call of a heartbeat no more time than this, and stops heartbeating when it takes longer. */
const heartbeatEveryMs = 4_000;
const wait = { cancellation: 'wait', startToCloseMs: 60_000, cancelAfterMs: 2_000 } as const;
const plans = {
  /** Its code keeps running after that. */
  Blind: { ...wait, work: [{ behaviour: 'blind', ms: 42_000 }], startToCloseMs: 14_000 },
  Heartbeating: { ...wait, work: [{ behaviour: 'heartbeating', ms: 60_000 }], heartbeatTimeoutMs: 20_000 },
  Ignoring: { ...wait, work: [{ behaviour: 'ignoring', ms: 42_000 }], heartbeatTimeoutMs: 12_000 },
  /** With the cancellation type that both SDKs use unless told. */
  LeftBehind: {
    work: [{ behaviour: 'blind', ms: 18_000 }],
    startToCloseMs: 20_000,
    cancelAfterMs: 4_000,
    cancellation: 'try',
  },
} as const satisfies Record<string, Omit<Plan, 'activityType' | 'taskQueue'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const graceMs = 2_000;
let stage: Stage;
let recorder: Recorder;
const truth = new Map<string, readonly Cancelled[]>();
const exposureMs = new Map<Language, number>();
const typeOf = (language: Language, name: Name) => `${language}${name}`;

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const workers = await Promise.all(
    present.map((language) => stage.worker({ language, taskQueue: language, heartbeatEveryMs })),
  );
  await stage.reporting(workers);
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *', '--cancel-grace', `${graceMs}ms`]));
  await Promise.all(present.flatMap((language) => names.map((name) => runCase(language, name))));
  await recorder.settled([...truth.values()].flat().length);
  await recorder.allSlotsFree();
  await recorder.stop();
  // Temporal's SDKs may have to be brought and built first.
}, 600_000);

afterAll(() => stage?.close());

async function runCase(language: Language, name: Name): Promise<void> {
  const activityType = typeOf(language, name);
  const plan: Plan = { ...plans[name], activityType, taskQueue: language };
  const workflow = await stage.start(activityType, [plan], { taskQueue: language });
  await workflow.result();
  truth.set(activityType, await cancelledIn(stage.client, [{ workflowId: activityType }]));
  if (name !== 'LeftBehind') return;
  const [pending] = await stage.pendingOf(activityType);
  const { closeTime } = await workflow.describe();
  exposureMs.set(language, millis(pending?.lastStartedTime) + plan.startToCloseMs - (closeTime?.getTime() ?? 0));
}

const of = (language: Language, name: Name) => ({ activity_type: typeOf(language, name) });
const outcomesOf = (language: Language, name: Name) => truth.get(typeOf(language, name))?.map(({ outcome }) => outcome);
const seenAs = (language: Language, name: Name, reason: string) =>
  recorder.shown.filter(({ metrics }) =>
    metrics.sum('deadbeat_cancel_requested_activities', { ...of(language, name), reason }),
  );
const suspectsOf = (language: Language) => {
  const ofQueue = recorder.shown.flatMap(({ rows }) =>
    rows.filter(({ suspect, taskQueue }) => suspect && taskQueue === language),
  );
  return [...new Set(ofQueue.map(({ activityType }) => activityType))].sort();
};

// The one reason to skip: there is no Go toolchain to build the worker with.
for (const language of languages)
  describe.runIf(present.includes(language))(`a worker in ${language}`, () => {
    it.each(names)('is accounted for as history shows: %s', (name) => {
      const cancelled = truth.get(typeOf(language, name)) ?? [];
      expect(cancelled).toHaveLength(1);
      expectAccount(recorder, typeOf(language, name), cancelled);
    });

    it('runs an activity without heartbeats until the server times it out', () => {
      expect(outcomesOf(language, 'Blind')).toEqual(['timed_out']);
      expect(seenAs(language, 'Blind', 'no_heartbeat').length).toBeGreaterThan(0);
    });

    it('ends one that heartbeats when it hears', () => {
      expect(outcomesOf(language, 'Heartbeating')).toEqual(['canceled']);
      for (const reason of ['no_heartbeat', 'ignoring_cancel', 'silent'])
        expect(seenAs(language, 'Heartbeating', reason)).toEqual([]);
    });

    it('is seen to ignore a cancel once its grace is over', () => {
      const [first] = seenAs(language, 'Ignoring', 'ignoring_cancel');
      const requestedAt = truth.get(typeOf(language, 'Ignoring'))?.[0]?.requestedAt ?? Number.NaN;
      expect((first?.answeredAt ?? Number.NaN) - requestedAt).toBeGreaterThan(graceMs);
    });

    it('leaves an activity behind when its workflow does not wait for it', () => {
      expect(outcomesOf(language, 'LeftBehind')).toEqual(['closed']);
      const counted =
        1000 * (recorder.last.metrics.sum('deadbeat_orphaned_exposure_seconds_total', of(language, 'LeftBehind')) ?? 0);
      expect(recorder.most('deadbeat_orphaned_activities', of(language, 'LeftBehind'))).toBe(1);
      expect(Math.abs(counted - (exposureMs.get(language) ?? Number.NaN)), `${counted} ms counted`).toBeLessThanOrEqual(
        5,
      );
    });

    it('has all its slots free in the end', () => {
      const queue = { task_queue: language };
      expect(recorder.last.metrics.sum('deadbeat_worker_slots', { ...queue, state: 'used' })).toBe(0);
      expect(recorder.last.metrics.sum('deadbeat_worker_slots', { ...queue, state: 'free' })).toBe(100);
    });
  });

describe('an activity that ignores its cancel', () => {
  it('keeps heartbeating in Python, so the server waits for its own end', () => {
    expect(outcomesOf('python', 'Ignoring')).toEqual(['completed']);
    expect(suspectsOf('python')).toEqual(['pythonBlind']);
    expect(recorder.most('deadbeat_unaccounted_slots', { task_queue: 'python' })).toBe(1);
  });

  it.runIf(isGoThere)(
    'stops heartbeating in Go: it is ignoring until the server times it out, and a suspect then',
    () => {
      expect(outcomesOf('go', 'Ignoring')).toEqual(['timed_out']);
      const reasons = recorder.shown.flatMap(({ rows }) =>
        rows.flatMap(({ activityType, reason }) => (activityType === 'goIgnoring' && reason !== null ? [reason] : [])),
      );
      expect(reasons.at(-1)).toBe('ignoring_cancel');
      expect(suspectsOf('go')).toEqual(['goBlind', 'goIgnoring']);
      expect(recorder.most('deadbeat_unaccounted_slots', { task_queue: 'go' })).toBe(2);
    },
  );
});

describe('when all is over', () => {
  it.each(gaugesOfActivities)('%s has no series left', (gauge) => {
    expect(recorder.last.metrics.all(gauge)).toEqual([]);
  });

  it('nothing was left unread', () => {
    const { metrics } = recorder.last;
    expect(metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(metrics.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});
