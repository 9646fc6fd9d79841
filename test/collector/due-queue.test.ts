import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urgencies } from '../../collector/model/schedule.js';
import { DueQueue, type Job } from '../../collector/watch/due-queue.js';

const look = (key: string): Job => ({ key, task: 'look' });

/** Everything that is due, in the order in which it is taken. */
function drain(queue: DueQueue, now: number): string[] {
  const taken: string[] = [];
  for (let job = queue.take(now); job !== undefined; job = queue.take(now)) taken.push(job.key);
  return taken;
}

describe('the due-queue', () => {
  it('gives the most urgent first, and among equals the earliest due', () => {
    const queue = new DueQueue();
    queue.put(look('idle'), 'idle', 1);
    queue.put(look('later'), 'new', 3);
    queue.put(look('sooner'), 'new', 2);
    expect(drain(queue, 10)).toEqual(['sooner', 'later', 'idle']);
  });

  it('gives nothing before it is due, and says when something will be', () => {
    const queue = new DueQueue();
    expect(queue.nextDueAt()).toBeUndefined();
    queue.put(look('a'), 'idle', 5);
    queue.put(look('b'), 'cancel_requested', 7);
    expect(queue.take(4)).toBeUndefined();
    expect(queue.nextDueAt()).toBe(5);
    expect(queue.take(5)?.key).toBe('a');
    expect(queue.nextDueAt()).toBe(7);
  });

  it('holds one entry for each execution and task: the last put', () => {
    const queue = new DueQueue();
    queue.put(look('a'), 'idle', 100);
    queue.put(look('a'), 'cancel_requested', 1);
    queue.put({ key: 'a', task: 'history' }, 'history', 1);
    expect(queue.size).toBe(2);
    expect(queue.take(1)).toMatchObject({ key: 'a', task: 'look' });
    expect(queue.take(1)).toMatchObject({ key: 'a', task: 'history' });
    expect(queue.take(1_000)).toBeUndefined();
  });

  it('forgets what was removed', () => {
    const queue = new DueQueue();
    queue.put(look('a'), 'new', 1);
    queue.remove(look('a'));
    expect(queue.nextDueAt()).toBeUndefined();
    expect(queue.take(1)).toBeUndefined();
  });

  it('lets even the least urgent come to its turn while urgent ones never end', () => {
    const queue = new DueQueue();
    for (let index = 0; index < 10; index++) queue.put(look(`urgent ${index}`), 'new', 0);
    queue.put(look('waiting'), 'closed', 0);
    const taken: (string | undefined)[] = [];
    for (let round = 0; round < 5; round++) {
      taken.push(queue.take(1)?.key);
      queue.put(look(`urgent again ${round}`), 'new', 0);
    }
    expect(taken).toContain('waiting');
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
        const queue = new DueQueue();
        const held = new Set<string>();
        for (const { key, urgency, dueAt, what } of operations) {
          if (what === 'put') {
            queue.put(look(key), urgency, dueAt);
            held.add(key);
          } else if (what === 'remove') {
            queue.remove(look(key));
            held.delete(key);
          } else {
            const taken = queue.take(dueAt)?.key;
            if (taken !== undefined) expect(held.delete(taken)).toBe(true);
          }
          expect(queue.size).toBe(held.size);
        }
        expect(drain(queue, 20).sort()).toEqual([...held].sort());
      }),
    );
  });
});
