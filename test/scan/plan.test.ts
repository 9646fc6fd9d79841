import { describe, expect, it } from 'vitest';
import { budgets, sizingFor, sizingTable } from '../../collector/model/sizing/sizing.js';
import { planOf } from '../../collector/scan/plan/plan.js';
import { planSchema } from '../../collector/scan/plan/plan-schema.js';
import { planText } from '../../collector/scan/plan/plan-text.js';
import type { Volume } from '../../collector/temporal/volume.js';
import { t0 } from '../support/model.js';

const volume: Volume = { openWorkflows: 8_000, startedWorkflows: 3_600, closedWorkflows: 1_800, eventsOfClosed: 11 };
const planFor = (more: Partial<Volume> = {}) =>
  planOf([{ namespace: 'default', volume: { ...volume, ...more } }], [], t0);

describe('a plan', () => {
  it('takes the row of the sizing table that covers what was counted', () => {
    const plan = planFor();
    const row = sizingFor({ openExecutions: 8_000, startsPerSecond: 2 });
    expect(planSchema.parse(plan)).toMatchObject({
      complete: true,
      namespaces: [
        {
          measured: {
            ...{ openWorkflows: 8_000, workflowsStartedPerSecond: 1, workflowsClosedPerSecond: 0.5 },
            ...{ activityStartsPerSecond: 2, activityStartsBound: 'at_most' },
          },
          projected: {
            row: { openExecutions: row.openExecutions, startsPerSecond: row.startsPerSecond },
            isBeyondTable: false,
            requestsPerSecond: row.requestsPerSecond,
            seenLive: budgets.map((budget) => ({ requestsPerSecond: budget, share: row.seenLive[budget] })),
          },
        },
      ],
    });
  });

  it('adds up what several namespaces need, in the same processes', () => {
    const one = planFor({ openWorkflows: 150_000 });
    const both = planOf(
      ['a', 'b'].map((namespace) => ({ namespace, volume: { ...volume, openWorkflows: 150_000 } })),
      [],
      t0,
    );
    expect(both.projected?.requestsPerSecond).toBe(2 * (one.projected?.requestsPerSecond ?? 0));
    expect(both.projected?.shards).toBeGreaterThanOrEqual(2);
  });

  it('says that the table ends before a cluster that is larger', () => {
    const openWorkflows = 10 * Math.max(...sizingTable().map(({ openExecutions }) => openExecutions));
    const plan = planFor({ openWorkflows });
    expect(plan.namespaces[0]?.projected.isBeyondTable).toBe(true);
    expect(planText(plan, { width: 200 })).toContain('larger than every row');
  });

  it('does not take an unknown number of activities for none', () => {
    const plan = planFor({ eventsOfClosed: undefined, closedWorkflows: 0 });
    expect(plan.namespaces[0]?.measured).toMatchObject({
      eventsPerClosedWorkflow: null,
      activityStartsPerSecond: 1,
      activityStartsBound: 'at_least',
    });
    expect(planText(plan, { width: 200 })).toContain('at least 1.0 activities started per second');
  });

  it('estimates nothing where what closes can all be read, however many activities start', () => {
    const few = planFor({ closedWorkflows: 3_600, startedWorkflows: 3_600, eventsOfClosed: 1_505 });
    expect(few.namespaces[0]).toMatchObject({
      measured: { activityStartsPerSecond: 500 },
      projected: { estimateError: 0 },
    });
    const many = planFor({ closedWorkflows: 3_600 * 500, startedWorkflows: 3_600, eventsOfClosed: 8 });
    expect(many.namespaces[0]?.projected.estimateError).toBeGreaterThan(0);
  });

  it('names what was counted and what is projected, and never mixes them up', () => {
    const text = planText(planFor(), { width: 100 });
    expect(text).toMatch(/^Namespace default\nCounted: 8000 open workflows;/);
    expect(text).toMatch(/^Projected: --requests-per-second \d/m);
    expect(text).toMatch(/^Projected share of wasted seconds seen live: /m);
    expect(text).toContain('not measured on this cluster');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is not known where nothing could be counted', () => {
    const plan = planOf([], ['CountWorkflowExecutions: UNAVAILABLE'], t0);
    expect(plan).toMatchObject({ complete: false, projected: null, namespaces: [] });
    expect(planText(plan, { width: 100 })).toBe(
      'Not known: nothing could be counted.\n\nNot complete: CountWorkflowExecutions: UNAVAILABLE\n',
    );
  });
});
