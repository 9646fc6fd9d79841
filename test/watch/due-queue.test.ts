import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Urgency, urgencies } from '../../collector/model/schedule.js';
import { DueQueue, type Job } from '../../collector/watch/due-queue.js';

const look = (key: string): Job => ({ key, task: 'describe' });

let now = 0;

/** A queue by a clock that the test holds, which starts at 0. */
function queueAtZero(): DueQueue {
  now = 0;
  return new DueQueue(() => now);
}

function takeAt(queue: DueQueue, instant: number): Job | undefined {
  now = instant;
  return queue.take();
}

/** Everything that is due, in the order in which it is taken. */
function drain(queue: DueQueue, instant: number): string[] {
  const taken: string[] = [];
  for (let job = takeAt(queue, instant); job !== undefined; job = queue.take()) taken.push(job.key);
  return taken;
}

/** How many of 160 turns each class gets, when something of each is always due. */
function turnsOf(classes: readonly Urgency[]): Partial<Record<Urgency, number>> {
  const queue = queueAtZero();
  for (const urgency of classes) queue.put(look(urgency), urgency, 0);
  const turns: Partial<Record<Urgency, number>> = {};
  for (let round = 0; round < 160; round++) {
    const urgency = takeAt(queue, 1)?.key as Urgency;
    turns[urgency] = (turns[urgency] ?? 0) + 1;
    queue.put(look(urgency), urgency, 0);
  }
  return turns;
}

describe('the due-queue', () => {
  it('gives the most urgent first, and among equals the earliest due', () => {
    const queue = queueAtZero();
    queue.put(look('idle'), 'idle', 1);
    queue.put(look('later'), 'new', 3);
    queue.put(look('sooner'), 'new', 2);
    expect(drain(queue, 10)).toEqual(['sooner', 'later', 'idle']);
  });

  it('gives nothing before it is due, and says when something will be', () => {
    const queue = queueAtZero();
    expect(queue.nextDueInMs()).toBeUndefined();
    queue.put(look('a'), 'idle', 5);
    queue.put(look('b'), 'cancel_requested', 7);
    expect(takeAt(queue, 4)).toBeUndefined();
    expect(queue.nextDueInMs()).toBe(1);
    expect(takeAt(queue, 5)?.key).toBe('a');
    expect(queue.nextDueInMs()).toBe(2);
  });

  it('holds one entry for each execution and task: the last put', () => {
    const queue = queueAtZero();
    queue.put(look('a'), 'idle', 100);
    queue.put(look('a'), 'cancel_requested', 1);
    queue.put({ key: 'a', task: 'history' }, 'history', 1);
    expect(queue.size).toBe(2);
    expect(takeAt(queue, 1)).toMatchObject({ key: 'a', task: 'describe' });
    expect(takeAt(queue, 1)).toMatchObject({ key: 'a', task: 'history' });
    expect(takeAt(queue, 1_000)).toBeUndefined();
  });

  it('forgets what was removed', () => {
    const queue = queueAtZero();
    queue.put(look('a'), 'new', 1);
    queue.remove(look('a'));
    expect(queue.nextDueInMs()).toBeUndefined();
    expect(takeAt(queue, 1)).toBeUndefined();
  });

  it('lets even the least urgent come to its turn while urgent ones never end', () => {
    const queue = queueAtZero();
    for (let index = 0; index < 10; index++) queue.put(look(`urgent ${index}`), 'new', 0);
    queue.put(look('waiting'), 'closed', 0);
    const taken: (string | undefined)[] = [];
    for (let round = 0; round < 16; round++) {
      taken.push(takeAt(queue, 1)?.key);
      queue.put(look(`urgent again ${round}`), 'new', 0);
    }
    expect(taken).toContain('waiting');
  });

  it('gives waste that grows half of all turns while there are always others, and what is new a quarter', () => {
    const turns = turnsOf(['new', 'cancel_requested', 'idle']);
    expect(turns.cancel_requested).toBeGreaterThanOrEqual(80);
    expect(turns.new).toBeGreaterThanOrEqual(40);
    expect(turns.idle).toBeGreaterThanOrEqual(10);
  });

  it('divides what nothing new needs among the others, most of it to what runs', () => {
    expect(turnsOf(['cancel_requested', 'active', 'idle'])).toEqual({ cancel_requested: 80, active: 60, idle: 20 });
  });

  it('gives each entry exactly once, whatever was put, moved and removed before', () => {
    const operation = fc.record({
      key: fc.integer({ min: 0, max: 8 }).map(String),
      urgency: fc.constantFrom(...urgencies),
      dueAt: fc.integer({ min: 0, max: 20 }),
      what: fc.constantFrom('put', 'put', 'put', 'remove', 'take'),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const queue = queueAtZero();
        const held = new Set<string>();
        for (const { key, urgency, dueAt, what } of operations) {
          if (what === 'put') {
            queue.put(look(key), urgency, dueAt - now);
            held.add(key);
          } else if (what === 'remove') {
            queue.remove(look(key));
            held.delete(key);
          } else {
            const taken = takeAt(queue, Math.max(now, dueAt))?.key;
            if (taken !== undefined) expect(held.delete(taken)).toBe(true);
          }
          expect(queue.size).toBe(held.size);
        }
        expect(drain(queue, 20).sort()).toEqual([...held].sort());
      }),
    );
  });
});
