import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ObservationTimes } from '../../../collector/model/gauges/observation-times.js';
import { t0 } from '../../support/model.js';

const instants = fc.array(fc.double({ min: t0, max: t0 + 5_000, noNaN: true }));

it('the oldest of those that were not removed is known to a tenth of a second, and none where all were', () => {
  fc.assert(
    fc.property(instants, instants, (kept, removed) => {
      const times = new ObservationTimes();
      for (const at of [...removed, ...kept]) times.add(at);
      for (const at of removed) times.remove(at);
      const { oldestAt } = times;
      if (kept.length === 0) expect(oldestAt).toBeUndefined();
      else {
        const late = Math.min(...kept) - (oldestAt ?? Number.NaN);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(100);
      }
    }),
  );
});
