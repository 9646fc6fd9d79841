import { describe, expect, it } from 'vitest';
import { ClockOffset } from '../../collector/model/clock-offset.js';
import { t0 } from '../support/model.js';

/** Both bounds 100 ms wide around what happened at t0 + 5 s by the server's clock. */
function seen(offset: ClockOffset, aheadMs: number, at = t0 + 5_000) {
  offset.observe(at, at + aheadMs - 100, at + aheadMs + 100);
}

describe('the offset of our clock', () => {
  it('is 0 while nothing proves another', () => {
    const offset = new ClockOffset();
    expect(offset.offsetMs).toBe(0);
    seen(offset, 50);
    expect(offset.offsetMs).toBe(0);
  });

  it('is the least that the timestamps prove, in either direction', () => {
    const ahead = new ClockOffset();
    seen(ahead, 3_000);
    expect(ahead.offsetMs).toBe(2_900);
    const behind = new ClockOffset();
    seen(behind, -3_000);
    expect(behind.offsetMs).toBe(-2_900);
  });

  it('can only be behind where nothing is known of an earlier moment', () => {
    const offset = new ClockOffset();
    offset.observe(t0 + 5_000, undefined, t0 + 60_000);
    expect(offset.offsetMs).toBe(0);
    offset.observe(t0 + 5_000, undefined, t0 + 4_000);
    expect(offset.offsetMs).toBe(-1_000);
  });

  it('is forgotten when new timestamps contradict it: a clock was set', () => {
    const offset = new ClockOffset();
    seen(offset, 3_000);
    seen(offset, 0, t0 + 6_000);
    seen(offset, 0, t0 + 7_000);
    expect(offset.offsetMs).toBe(0);
  });

  it('is forgotten after twenty minutes without proof', () => {
    const offset = new ClockOffset();
    seen(offset, 3_000);
    for (const minute of [11, 22]) offset.observe(t0 + minute * 60_000, undefined, t0 + minute * 60_000 + 3_100);
    expect(offset.offsetMs).toBe(0);
  });
});
