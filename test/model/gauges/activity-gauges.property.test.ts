import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunningActivity } from '../../../collector/model/activity/activity.js';
import { reasons } from '../../../collector/model/activity/reason.js';
import { type Attempt, discovered, type Execution, phases } from '../../../collector/model/execution/execution.js';
import { ActivityGauges } from '../../../collector/model/gauges/activity-gauges.js';
import type { Measure } from '../../../collector/model/gauges/measure.js';
import { limits, runningActivity, t0 } from '../../support/model.js';
import { measure, summarize } from '../../support/walk-activities.js';

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * 1000);

/** Instants lie close together, so that many coincide with the ends of what is confirmed, allowed or forced. */
const activity: fc.Arbitrary<RunningActivity> = fc
  .record({
    activityId: fc.constantFrom('1', '2', '3'),
    activityType: fc.constantFrom('charge', 'ship'),
    taskQueue: fc.constantFrom('work', 'other'),
    attemptStartedAt: seconds(-60, 60).map((ms) => t0 + ms),
    lastHeartbeatAt: fc.option(
      seconds(-60, 90).map((ms) => t0 + ms),
      { nil: undefined },
    ),
    heartbeatTimeoutMs: fc.option(seconds(1, 60), { nil: undefined }),
    startToCloseTimeoutMs: fc.option(seconds(1, 120), { nil: undefined }),
    state: fc.constantFrom('started', 'cancel_requested'),
    optionsUnknown: fc.constantFrom(true, undefined),
  } as const)
  .map((fields) =>
    runningActivity(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))),
  );

const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    activity,
    seenAfterMs: seconds(-30, 60),
    requestedAt: fc.option(
      seconds(-60, 60).map((ms) => t0 + ms),
      { nil: undefined },
    ),
    reason: fc.constantFrom(...reasons),
    isLost: fc.boolean(),
    unchangedSince: fc.option(
      seconds(-600, 0).map((ms) => t0 + ms),
      { nil: undefined },
    ),
  })
  .map(({ activity, seenAfterMs, requestedAt, reason, isLost, unchangedSince }) => ({
    activity,
    seenAt: t0 + seenAfterMs,
    ...(isLost ? { lost: { since: t0, countedUntil: t0 } } : {}),
    ...(unchangedSince === undefined ? {} : { details: { hash: 1, unchangedSince, changedBefore: true } }),
    ...(requestedAt === undefined ? {} : { episode: episodeOf(requestedAt, reason) }),
  })) as fc.Arbitrary<Attempt>;

function episodeOf(requestedAt: number, reason: (typeof reasons)[number]) {
  const counted = { countedFrom: requestedAt, countedUntil: requestedAt };
  return { requestedAt, requestedSource: 'history', ...counted, reason, late: false };
}

const execution: fc.Arbitrary<Execution> = fc
  .record({
    workflowId: fc.constantFrom('a', 'b', 'c'),
    workflowType: fc.constantFrom('order', 'refund'),
    attempts: fc.uniqueArray(attempt, { maxLength: 3, selector: (one) => one.activity.activityId }),
    orphans: fc.array(fc.record({ activity, allowedUntil: seconds(-10, 90).map((ms) => t0 + ms) }), { maxLength: 2 }),
    describedAt: fc.option(
      seconds(-60, 60).map((ms) => t0 + ms),
      { nil: undefined },
    ),
    isClosed: fc.boolean(),
  })
  .map(({ workflowId, workflowType, attempts, orphans, describedAt, isClosed }) => ({
    ...discovered(
      { namespace: 'default', workflowId, runId: 'r', kind: 'workflow', workflowType, taskQueue: 'work' },
      t0,
    ),
    activities: attempts.map(({ activity }) => activity),
    attempts: new Map(attempts.map((one) => [one.activity.activityId, one])),
    orphans: orphans.map((orphan) => ({ ...orphan, closedAt: t0, countedUntil: t0 })),
    ...(describedAt === undefined ? {} : { describedAt }),
    ...(isClosed ? { closedAt: t0 } : {}),
  }));

type Step = Readonly<{ execution: Execution } | { removed: string } | { atMs: number }>;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ execution }) },
  { weight: 1, arbitrary: fc.record({ removed: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 3, arbitrary: fc.record({ atMs: seconds(-10, 150) }) },
);

/** One line for each series, sums and maxima as the table of metrics has them. */
function linesOf(report: (measure: Measure) => void): string[] {
  const values = new Map<string, number>();
  report((gauge, labels, value) => {
    const key = `${gauge} ${JSON.stringify(labels)}`;
    const known = values.get(key);
    const isMax = /Oldest|Used/.test(gauge);
    values.set(key, known === undefined ? value : isMax ? Math.max(known, value) : known + value);
  });
  return [...values].map(([key, value]) => `${key} ${value.toFixed(6)}`).sort();
}

describe('gauges that are kept up', () => {
  it('read the same as a walk over all executions, whatever changed and whenever they are read', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), fc.boolean(), (steps, cancelsArePushed) => {
        const all = new Map<string, Execution>();
        const gauges = new ActivityGauges(limits);
        for (const one of steps) {
          if ('execution' in one) {
            const before = all.get(one.execution.key);
            all.set(one.execution.key, one.execution);
            gauges.replace(before, one.execution);
          } else if ('removed' in one) {
            const [key, gone] = [...all].find(([, { workflowId }]) => workflowId === one.removed) ?? [];
            gauges.replace(gone, undefined);
            if (key !== undefined) all.delete(key);
          } else {
            const now = t0 + one.atMs;
            const kept = linesOf((report) => {
              for (const group of gauges.labelSets()) group.report(now, cancelsArePushed, report);
            });
            const walked = linesOf((report) => {
              for (const execution of all.values()) measure(execution, now, { ...limits, cancelsArePushed }, report);
            });
            expect(kept).toEqual(walked);
            const summaries = summarize(all.values());
            for (const phase of phases) {
              expect(gauges.phases.countOf(phase)).toBe(summaries.get(phase)?.count ?? 0);
              expect(gauges.phases.oldestObservationAt(phase)).toBe(summaries.get(phase)?.oldestObservationAt);
            }
          }
        }
        for (const execution of all.values()) gauges.replace(execution, undefined);
        expect([...gauges.labelSets()]).toEqual([]);
        expect([...gauges.cancelled()]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
