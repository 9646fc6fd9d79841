import { expect, it } from 'vitest';
import { TurnGate } from '../../collector/web/turn-gate.js';

it('lets a thousand through in turns of the event loop, a few in each and in the order in which they came', async () => {
  const gate = new TurnGate();
  const passed: number[] = [];
  const turns: number[] = [];
  let isOver = false;
  const turn = () => {
    turns.push(passed.length);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(
    Array.from({ length: 1_000 }, async (_, index) => {
      await gate.pass();
      passed.push(index);
    }),
  );
  isOver = true;
  expect(passed).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
  const inEach = turns.map((count, index) => count - (turns[index - 1] ?? 0));
  expect(Math.max(...inEach)).toBeLessThanOrEqual(16);
});

it('lets one through that comes alone, again and again', async () => {
  const gate = new TurnGate();
  for (let time = 0; time < 3; time++) await gate.pass();
});

it('lets a few through at once, however much else waits for its turn', async () => {
  const gate = new TurnGate();
  let hasTurned = false;
  setImmediate(() => {
    hasTurned = true;
  });
  await gate.pass();
  await gate.pass();
  expect(hasTurned).toBe(false);
});

it('lets no more through at once than a few', async () => {
  const gate = new TurnGate();
  let passed = 0;
  const all = Array.from({ length: 100 }, async () => {
    await gate.pass();
    passed += 1;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(passed).toBeLessThanOrEqual(4);
  await Promise.all(all);
});
