import { describe, expect, it } from 'vitest';
import { rssOf } from './verdict.js';

const minuteMs = 60_000;
const mebibyte = 2 ** 20;

/** A sample a second of a process, whose memory in MiB is told by the minute. */
function samplesOf(pid: number, minutes: number, megabytesAt: (minute: number) => number) {
  return Array.from({ length: minutes * 60 }, (_, second) => ({
    ...{ pid, answeredAt: second * 1_000, rssBytes: megabytesAt((second * 1_000) / minuteMs) * mebibyte },
  }));
}

describe('the memory of a soak', () => {
  it('is flat where the last collector only grows while it warms up', () => {
    const { isFlat, text } = rssOf(samplesOf(1, 24, (minute) => Math.min(150, 100 + 10 * minute)));
    expect(isFlat).toBe(true);
    expect(text).toContain('first quarter 150, last quarter 150 MiB (+0.0 %; flat within 5 %)');
  });

  it('is not flat where it grows by more than 5 % afterwards, however slowly', () => {
    const { isFlat, text } = rssOf(samplesOf(1, 24, (minute) => 100 + minute));
    expect(isFlat).toBe(false);
    expect(text).toContain('not flat');
  });

  it('is that of the last process alone', () => {
    const samples = [...samplesOf(1, 24, (minute) => 100 + 10 * minute), ...samplesOf(2, 24, () => 100)];
    expect(rssOf(samples).isFlat).toBe(true);
  });

  it('is not judged where the run was too short', () => {
    expect(rssOf(samplesOf(1, 4, (minute) => 100 + 50 * minute))).toMatchObject({ isFlat: true });
  });
});
