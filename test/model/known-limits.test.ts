import { describe, expect, it } from 'vitest';
import { limitConsequences } from '../../collector/findings/limit-texts.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import { knownLimits, type LimitEvidence, limitsInForce } from '../../collector/model/known-limits.js';
import { newExecution, runningActivity } from '../support/model.js';

const withActivity = (fields: Partial<Activity>) => [{ ...newExecution(), activities: [runningActivity(fields)] }];
const queue = { taskQueue: 'work', used: 1, accounted: 1, unaccountedOn: new Map() };
const nothing: LimitEvidence = {
  ...{
    executions: withActivity({}),
    slots: [{ ...queue, free: 9 }],
    hasWorkerReports: true,
    isVisibilityRefused: false,
  },
};

describe('the known limits in force', () => {
  it('are none where everything is told', () => {
    expect(limitsInForce(nothing)).toEqual([]);
    expect(limitsInForce({ ...nothing, hasWorkerReports: undefined })).toEqual([]);
  });

  it.each<[(typeof knownLimits)[number], Partial<LimitEvidence>]>([
    ['no_worker_reports', { hasWorkerReports: false }],
    ['slots_unknown', { slots: [queue] }],
    ['details_encrypted', { executions: withActivity({ detailsEncrypted: true }) }],
    ['options_unknown', { executions: withActivity({ optionsUnknown: true }) }],
    ['visibility_refused', { isVisibilityRefused: true }],
  ])('name %s', (limit, evidence) => {
    expect(limitsInForce({ ...nothing, ...evidence })).toEqual([limit]);
  });

  it.each(knownLimits)('have one sentence that says what follows: %s', (limit) => {
    expect(limitConsequences[limit]).toMatch(/^[A-Z][^.]*\.$/);
  });
});
