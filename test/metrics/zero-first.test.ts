import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShownAtZero } from '../../collector/metrics/zero-first.js';
import { t0 } from '../support/model.js';

const hour = 3_600_000;
const account = { startedAt: t0, countingSince: t0 };

/** What a counter with these increments reads; it began to count at `createdAt`. */
function shown(createdAt: number, increments: readonly Readonly<{ at: number; by: number }>[], now: number): number {
  if (isShownAtZero(createdAt, account, now)) return 0;
  return increments.reduce((sum, { at, by }) => (at <= now ? sum + by : sum), 0);
}

describe('a counter that is new', () => {
  it.each([10, 15, 30, 60])(
    'is seen to grow by all of it by who scrapes every %i s, though scrapes are lost',
    (every) => {
      const createdAt = t0 + hour;
      const increment = fc.record({
        afterMs: fc.integer({ min: 0, max: 600_000 }),
        by: fc.integer({ min: 1, max: 100 }),
      });
      const offset = fc.integer({ min: 0, max: every * 1000 - 1 });
      const lost = fc.integer({ min: 0, max: 7 });
      fc.assert(
        fc.property(
          fc.array(increment, { minLength: 1, maxLength: 5 }),
          offset,
          lost,
          (later, offsetMs, lostScrape) => {
            const increments = [
              { at: createdAt, by: 5 },
              ...later.map(({ afterMs, by }) => ({ at: createdAt + afterMs, by })),
            ];
            const seen: number[] = [];
            for (let scrape = 0; scrape * every < 900; scrape++) {
              const now = createdAt + offsetMs + scrape * every * 1000;
              if (scrape % 8 !== lostScrape) seen.push(shown(createdAt, increments, now));
            }
            expect(seen[0]).toBe(0);
            expect(seen).toEqual([...seen].sort((a, b) => a - b));
            expect(seen.at(-1)).toBe(increments.reduce((sum, { by }) => sum + by, 0));
          },
        ),
      );
    },
  );

  it('reads the same to everyone, and as it is after 130 s', () => {
    expect(isShownAtZero(t0 + hour, account, t0 + hour)).toBe(true);
    expect(isShownAtZero(t0 + hour, account, t0 + hour + 129_999)).toBe(true);
    expect(isShownAtZero(t0 + hour, account, t0 + hour + 130_000)).toBe(false);
  });

  it('is shown as it is while the installation is as new', () => {
    expect(isShownAtZero(t0 + 60_000, account, t0 + 60_001)).toBe(false);
  });

  it('is shown as it is when an earlier version saved it, or when the clock is set back to before it', () => {
    expect(isShownAtZero(undefined, account, t0 + hour)).toBe(false);
    expect(isShownAtZero(t0 + hour, account, t0 + hour - 1)).toBe(false);
  });

  it('is shown at 0 right after a restart, and what was counted before it as it is', () => {
    const continued = { startedAt: t0, countingSince: t0 - hour };
    expect(isShownAtZero(t0, continued, t0 + 1)).toBe(true);
    expect(isShownAtZero(t0 - 1, continued, t0 + 1)).toBe(false);
  });
});
