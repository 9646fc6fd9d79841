import { describe, expect, it } from 'vitest';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { restoreExecution, saveExecution, saveSuspect } from '../../collector/state/format.js';
import { entrySchemas } from '../../collector/state/schema.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../support/model.js';

const cancelled = runningActivity({
  state: 'cancel_requested',
  detailsHash: 987_654_321,
  startToCloseTimeoutMs: 120_000,
});

describe('a saved execution', () => {
  it('holds no heartbeat details, not even their hash', () => {
    const { execution } = foldDescription(newExecution(), descriptionAt(t0 + 1_000, [cancelled]), context);
    const suspect = { ...newExecution(), activity: cancelled, givenUpAt: t0 };
    expect(JSON.stringify([saveExecution(execution), saveSuspect(suspect)])).not.toContain('987654321');
  });

  it('is given back unconfirmed: nothing of it is shown before it is described again', () => {
    const { execution } = foldDescription(newExecution(), descriptionAt(t0 + 1_000, [cancelled]), context);
    const saved = entrySchemas.execution.parse(JSON.parse(JSON.stringify(saveExecution(execution))));
    const restored = restoreExecution(saved, t0 + 60_000);
    expect(restored.describedAt).toBeUndefined();
    expect(restored.activities).toEqual([]);
    expect(restored.attempts.get('5')?.episode).toMatchObject({ countedUntil: t0 + 1_000 });
  });

  it('has its orphans counted up to the instant that was saved for all of them, or to where they may run no longer', () => {
    const seen = descriptionAt(t0 + 20_000, [cancelled], { closedAt: t0 + 19_000 });
    const saved = saveExecution(foldDescription(newExecution(), seen, context).execution);
    const countedUntil = (instant: number | undefined) =>
      restoreExecution(saved, t0 + 60_000, instant).orphans.map((orphan) => orphan.countedUntil);
    expect(countedUntil(undefined)).toEqual([t0 + 19_000]);
    expect(countedUntil(t0 + 50_000)).toEqual([t0 + 50_000]);
    expect(countedUntil(t0 + 500_000)).toEqual([t0 + 120_000]);
  });
});
