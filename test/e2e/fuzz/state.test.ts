import fc from 'fast-check';
import { expect, it } from 'vitest';
import { savedSeries } from '../../../collector/state/account-schema.js';
import { StateDamaged } from '../../../collector/state/engine.js';
import { restoreExecution } from '../../../collector/state/format.js';
import { entriesOfJson } from '../../../collector/state/json-state.js';
import { partsOf } from '../../../collector/state/keys.js';
import { entrySchemas } from '../../../collector/state/schema.js';
import { readValue } from '../../../collector/state/values.js';
import { rfc3339 } from '../../../collector/text/instant.js';

const inputs = 100_000;
const now = Date.UTC(2026, 0, 1);

const instant = fc.oneof(
  { weight: 100, arbitrary: fc.integer({ min: now, max: now + 1_000 }) },
  fc.double(),
  fc.constantFrom(1e300, -1e300, 8.64e15 + 1),
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'default', '') },
  fc.string({ unit: 'binary', maxLength: 3 }),
);
/** A value where it belongs, mostly. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 500, arbitrary }, fc.jsonValue({ maxDepth: 1 }));

const activity = fc.record(
  {
    activityId: mostly(text),
    activityType: mostly(text),
    taskQueue: mostly(text),
    state: mostly(fc.constantFrom('started', 'cancel_requested')),
    attempt: mostly(fc.nat(5)),
    attemptStartedAt: mostly(instant),
    lastHeartbeatAt: mostly(instant),
    heartbeatTimeoutMs: mostly(fc.nat()),
  },
  { requiredKeys: ['activityId', 'activityType', 'taskQueue', 'state', 'attempt', 'attemptStartedAt'] },
);
const episode = fc.record({
  requestedAt: mostly(instant),
  requestedSource: mostly(fc.constantFrom('history', 'first_observed')),
  countedFrom: mostly(instant),
  countedUntil: mostly(instant),
  reason: mostly(fc.constantFrom('no_heartbeat', 'silent')),
  late: mostly(fc.boolean()),
});
const attempt = fc.record({ activity, seenAt: mostly(instant), episode }, { requiredKeys: ['activity', 'seenAt'] });
const orphan = fc.record({
  activity,
  closedAt: mostly(instant),
  allowedUntil: mostly(instant),
  countedUntil: mostly(instant),
});
const execution = fc.record(
  {
    kind: mostly(fc.constantFrom('workflow', 'activity')),
    namespace: mostly(text),
    workflowId: mostly(text),
    runId: mostly(text),
    workflowType: mostly(text),
    taskQueue: mostly(text),
    historyLength: mostly(fc.nat()),
    startedAt: mostly(instant),
    closedAt: mostly(instant),
    attempts: mostly(fc.array(attempt, { maxLength: 2 })),
    orphans: mostly(fc.array(orphan, { maxLength: 2 })),
    openFacts: mostly(
      fc.array(fc.record({ scheduledEventId: mostly(fc.nat()), requestedAt: mostly(instant) }), { maxLength: 2 }),
    ),
  },
  { requiredKeys: ['kind', 'namespace', 'workflowId', 'runId', 'workflowType', 'taskQueue', 'historyLength'] },
);

/** As it is on the disk; now and then cut off. */
const stored = <T>(value: fc.Arbitrary<T>) =>
  fc
    .tuple(value, fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, fc.nat(200)))
    .map(([one, end]) => JSON.stringify(one).slice(0, end));

/** Every instant can be shown. */
function expectShowable(value: unknown, name = ''): void {
  if (typeof value === 'number' && /(At|Until|From|since)$/.test(name)) rfc3339(value);
  if (typeof value === 'object' && value !== null)
    for (const [inner, of] of value instanceof Map ? value : Object.entries(value)) expectShowable(of, String(inner));
}

/** Found by this test. */
const outOfRange =
  '{"kind":"workflow","namespace":"a","workflowId":"","runId":"a","workflowType":"a","taskQueue":"a","historyLength":0,"orphans":[{"activity":{"activityId":"a","activityType":"a","taskQueue":"a","state":"started","attempt":0,"attemptStartedAt":1e+300},"closedAt":0,"allowedUntil":0,"countedUntil":0}]}';

it('any entry of an execution is restored, or told of as unreadable', () => {
  let restored = 0;
  fc.assert(
    fc.property(stored(execution), (value) => {
      let unreadable = 0;
      const read = readValue(entrySchemas.execution, ['e["a"]', value], () => {
        unreadable += 1;
      });
      if ((read === undefined) !== (unreadable === 1)) expect.fail(`${unreadable} told, of ${value}`);
      if (read === undefined) return;
      restored += 1;
      expectShowable(restoreExecution(read, now, now));
    }),
    { numRuns: inputs, examples: [[outOfRange]] },
  );
  expect(restored).toBeGreaterThan(inputs / 10);
});

it('any entry of the account is a sound series, or unreadable', () => {
  const amount = mostly(fc.oneof(fc.double(), fc.nat()));
  const labels = fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), fc.jsonValue({ maxDepth: 1 }));
  const total = fc.record({ value: amount, debt: amount, createdAt: amount }, { requiredKeys: ['value', 'debt'] });
  const distribution = fc.record({ counts: mostly(fc.array(amount)), sum: amount, count: amount });
  const name = fc.constantFrom('wasted', 'cancelToEnd', 'lostMs', 'toString', '__proto__', 7, null);
  fc.assert(
    fc.property(name, labels, stored(fc.oneof(total, distribution, fc.jsonValue())), (key, of, value) => {
      const series = savedSeries(key, of, value);
      for (const [field, one] of Object.entries(series ?? {}))
        if (typeof one === 'number' && !(Number.isFinite(one) && (one >= 0 || field === 'createdAt')))
          expect.fail(`${field} ${one} of ${value}`);
    }),
    { numRuns: inputs },
  );
});

it('any key is taken apart, and any file of version 0.1 is imported, or refused', () => {
  const rows = fc.array(fc.tuple(fc.array(text, { maxLength: 5 }), fc.double(), fc.double()), { maxLength: 2 });
  const namespace = fc.record({
    namespace: mostly(text),
    closedSince: mostly(instant),
    accountSince: mostly(instant),
    executions: mostly(fc.array(execution, { maxLength: 1 })),
    marks: fc.constant([]),
    finished: mostly(fc.array(fc.tuple(text, instant), { maxLength: 2 })),
    finishedMarks: fc.constant([]),
    suspects: mostly(fc.constant([])),
  });
  const file = fc.record({
    format: mostly(fc.constant('deadbeat-state')),
    version: mostly(fc.constant(1)),
    savedAt: mostly(instant),
    account: mostly(fc.record({ wasted: mostly(rows), unreadable: mostly(rows) })),
    namespaces: mostly(fc.array(namespace, { maxLength: 1 })),
  });
  fc.assert(
    fc.property(stored(file), (content) => {
      try {
        for (const [key] of entriesOfJson(content)) partsOf(key);
      } catch (error) {
        if (!(error instanceof StateDamaged)) throw error;
      }
    }),
    { numRuns: inputs },
  );
});
