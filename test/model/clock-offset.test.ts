import { describe, expect, it } from 'vitest';
import { ClockOffset } from '../../collector/model/clock-offset.js';
import { t0 } from '../support/model.js';

/** Three executions, the bounds of each of them 100 ms wide around what happened at t0 + 5 s by the server's clock. */
function seen(offset: ClockOffset, aheadMs: number, at = t0 + 5_000) {
  for (const witness of ['a', 'b', 'c']) offset.observe(witness, at, at + aheadMs - 100, at + aheadMs + 100);
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
    for (const witness of ['a', 'b']) offset.observe(witness, t0 + 5_000, undefined, t0 + 60_000);
    expect(offset.offsetMs).toBe(0);
    for (const witness of ['a', 'b']) offset.observe(witness, t0 + 5_000, undefined, t0 + 4_000);
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
    for (const minute of [11, 22]) offset.observe('a', t0 + minute * 60_000, undefined, t0 + minute * 60_000 + 3_100);
    expect(offset.offsetMs).toBe(0);
  });

  it('is not moved by one execution whose timestamps lie an hour ahead, while others say otherwise', () => {
    const offset = new ClockOffset();
    for (const witness of ['b', 'c', 'd']) offset.observe(witness, t0, undefined, t0 + 200);
    for (let second = 0; second < 60; second++) {
      const now = t0 + second * 1_000;
      offset.observe('a', now + 3_600_000, undefined, now);
      expect(offset.offsetMs).toBe(0);
    }
  });

  it('is not moved by a single execution ahead of our clock: seconds would be invented', () => {
    const offset = new ClockOffset();
    offset.observe('a', t0 + 3_600_000, undefined, t0);
    expect(offset.offsetMs).toBe(0);
  });

  it('is not moved by timestamps that no clock can show', () => {
    const offset = new ClockOffset();
    for (const witness of ['a', 'b', 'c', 'd']) offset.observe(witness, Date.UTC(2200, 0, 1), undefined, t0);
    expect(offset.offsetMs).toBe(0);
  });
});
