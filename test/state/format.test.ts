import { expect, it } from 'vitest';
import { saveNamespace } from '../../collector/state/format.js';
import { newExecution, runningActivity, t0 } from '../support/model.js';

it('of a namespace that is no longer watched everything is kept: executions, suspects and what is done with', () => {
  const suspect = { ...newExecution(), activity: runningActivity({ detailsHash: 'SECRET' }), givenUpAt: t0 };
  const saved = saveNamespace({
    namespace: 'default',
    closedSince: t0 + 1,
    accountSince: t0,
    executions: [newExecution()],
    suspects: [suspect],
    needsSaving: () => false,
    finished: () => [],
    allFinished: () => [['done', t0]],
    marksSaved: () => undefined,
  });
  expect(saved).toMatchObject({
    namespace: 'default',
    closedSince: t0 + 1,
    accountSince: t0,
    finished: [['done', t0]],
  });
  expect(saved.executions).toMatchObject([{ workflowId: 'w', runId: 'r' }]);
  expect(saved.suspects).toMatchObject([{ activity: { activityId: '5' } }]);
  expect(JSON.stringify(saved)).not.toContain('SECRET');
});
