import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ObservationQueue } from '../../../collector/model/gauges/observation-queue.js';

it('gives the keys in the order of their instants, whatever was dropped meanwhile', () => {
  const observations = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,2}$/), fc.integer({ min: 0, max: 50 })));
  fc.assert(
    fc.property(observations, fc.integer({ min: 0, max: 50 }), (all, from) => {
      const queue = new ObservationQueue();
      for (const [key, at] of all) queue.add(key, at);
      queue.keep((_key, at) => at >= from);
      const read: [string | undefined, number][] = [];
      for (; queue.length > 0; queue.removeFirst()) read.push([queue.firstKey, queue.firstAt]);
      const kept = all.filter(([, at]) => at >= from);
      expect(read.map(([, at]) => at)).toEqual(kept.map(([, at]) => at).sort((a, b) => a - b));
      expect(read.map((one) => one.join()).sort()).toEqual(kept.map((one) => one.join()).sort());
    }),
  );
});
