import { describe, expect, it } from 'vitest';
import { needsHistory } from '../../../collector/model/execution/execution.js';
import { foldDeletion } from '../../../collector/model/execution/fold-deletion.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../../support/model.js';

const described = (...activities: Parameters<typeof descriptionAt>[1] & {}) =>
  foldDescription(newExecution(), descriptionAt(t0 + 10_000, activities), context).execution;

describe('an open workflow that was deleted', () => {
  it('leaves behind what ran when it was last described, with its bound, and has no history to read', () => {
    const deleted = foldDeletion(described(runningActivity({ startToCloseTimeoutMs: 60_000 })));
    expect(deleted?.orphans).toMatchObject([{ closedAt: t0 + 10_000, allowedUntil: t0 + 60_000 }]);
    expect(deleted && needsHistory(deleted)).toBe(false);
  });

  it('leaves nothing behind where nothing ran, or nothing is known of its bound', () => {
    expect(foldDeletion(described())).toBeUndefined();
    expect(foldDeletion(described(runningActivity({ state: 'scheduled' })))).toBeUndefined();
    expect(foldDeletion(described(runningActivity({ optionsUnknown: true })))).toBeUndefined();
    expect(foldDeletion(newExecution())).toBeUndefined();
  });
});
