import { describe, expect, it } from 'vitest';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { Unsaved } from '../../collector/watch/unsaved.js';
import { context, lookAt, newExecution, runningActivity, t0 } from '../support/model.js';

describe('an execution is saved together with the account', () => {
  it('when it has changed the account since everything was saved', () => {
    const unsaved = new Unsaved();
    const execution = newExecution();
    expect(unsaved.has(execution)).toBe(false);
    unsaved.changed(execution.key);
    expect(unsaved.has(execution)).toBe(true);
    unsaved.clear();
    expect(unsaved.has(execution)).toBe(false);
  });

  it('as long as something of it is open', () => {
    const cancelled = runningActivity({ state: 'cancel_requested' });
    const { execution } = foldDescription(newExecution(), lookAt(t0 + 1_000, [cancelled]), context);
    expect(new Unsaved().has(execution)).toBe(true);
  });

  it('but not after it was released', () => {
    const unsaved = new Unsaved();
    unsaved.changed(newExecution().key);
    unsaved.removed(newExecution().key);
    expect(unsaved.has(newExecution())).toBe(false);
  });
});
