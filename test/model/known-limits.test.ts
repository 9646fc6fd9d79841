import { describe, expect, it } from 'vitest';
import { limitConsequences } from '../../collector/findings/limit-texts.js';
import { knownLimits, type LimitEvidence, limitsInForce } from '../../collector/model/known-limits.js';
import { runningActivity } from '../support/model.js';
import { described, gaugesOf } from '../support/views.js';

const queue = { taskQueue: 'work', used: 1, accounted: 1, unaccountedOn: new Map() };
const nothing: LimitEvidence = {
  ...{
    encryptedDetails: 0,
    unknownOptions: 0,
    slots: [{ ...queue, free: 9 }],
    hasWorkerReports: true,
    isVisibilityRefused: false,
    isHandingOver: false,
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
    ['details_encrypted', { encryptedDetails: 1 }],
    ['options_unknown', { unknownOptions: 1 }],
    ['visibility_refused', { isVisibilityRefused: true }],
    ['handover', { isHandingOver: true }],
  ])('name %s', (limit, evidence) => {
    expect(limitsInForce({ ...nothing, ...evidence })).toEqual([limit]);
  });

  it.each(knownLimits)('have whole sentences that say what follows: %s', (limit) => {
    expect(limitConsequences[limit]).toMatch(/^([A-Z][^.]*\.( |$))+$/);
  });
});

it('the activities that limit what can be seen are counted while they are pending', () => {
  const limiting = [
    runningActivity({ detailsEncrypted: true }),
    runningActivity({ activityId: 'b', optionsUnknown: true }),
  ];
  const execution = described([...limiting, runningActivity({ activityId: 'c' })]);
  const gauges = gaugesOf([execution]);
  expect(gauges).toMatchObject({ encryptedDetails: 1, unknownOptions: 1 });
  gauges.replace(execution, undefined);
  expect(gauges).toMatchObject({ encryptedDetails: 0, unknownOptions: 0 });
});
