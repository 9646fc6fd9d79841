import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, Urgency } from '../../../collector/model/schedule/jobs.js';
import { Scheduler } from '../../../collector/model/schedule/scheduler.js';

const describing = (key: string): Job => ({ key, task: 'describe' });
const wanted = (urgency: Urgency, more: object = {}) => ({ urgency, workflowType: 'order', ...more });

/** A scheduler by a clock that the test holds, which starts at 0. */
function scheduling(budgetPerSecond = 50, maxObservationAgeMs = 3_600_000) {
  let now = 0;
  const scheduler = new Scheduler({
    budgetPerSecond: () => budgetPerSecond,
    maxObservationAgeMs,
    monotonicMs: () => now,
  });
  const at = (instant: number): Scheduler => {
    now = instant;
    return scheduler;
  };
  return { scheduler, at };
}

/** Everything is due all the time: 2,000 running ones of which `cancelled` are cancelled. @returns the oldest age of those, in seconds */
function oldestCancelledSeconds(cancelled: number, budgetPerSecond: number): number {
  const { scheduler, at } = scheduling(budgetPerSecond);
  const describedAt = new Map<string, number>();
  const put = (key: string, now: number) => {
    describedAt.set(key, now);
    scheduler.put(describing(key), wanted(Number(key) < cancelled ? 'cancel_requested' : 'active'));
  };
  for (let index = 0; index < 2_000; index++) put(`${index}`, 0);
  let oldestMs = 0;
  for (let call = 0; call < 120 * budgetPerSecond; call++) {
    const now = (call * 1_000) / budgetPerSecond;
    const job = at(now).take();
    if (job === undefined) continue;
    const isCancelled = Number(job.key) < cancelled;
    if (isCancelled && now > 60_000) oldestMs = Math.max(oldestMs, now - (describedAt.get(job.key) ?? 0));
    const before = isCancelled ? 'cancel_requested' : 'active';
    // One in a hundred is cancelled at each look: there is much to be seen, and a call has its price.
    const after = Number(job.key) % 100 === 0 ? 'cancel_requested' : 'active';
    scheduler.observed(job.key, { workflowType: 'order', before, after, grownEvents: 0, seconds: 10 });
    put(job.key, now);
  }
  return oldestMs / 1_000;
}

/**
 * Calls are made at 5 % of the budget, as in a starved process: the descriptions of 100 cancelled ones alone want more than that.
 * Something `alsoDue` is due all the time. @returns how many of 100 running ones and of 600 new ones are described within 20 minutes
 */
function describedWhileStarved(alsoDue: readonly Urgency[]): { active: number; fresh: number } {
  const { scheduler, at } = scheduling(100);
  const put = (urgency: Urgency, name: number | string) =>
    scheduler.put(describing(`${urgency} ${name}`), wanted(urgency));
  for (let index = 0; index < 100; index++) {
    put('cancel_requested', index);
    put('active', index);
  }
  for (const urgency of alsoDue) put(urgency, 'always');
  const described = { active: new Set<string>(), fresh: new Set<string>() };
  for (let call = 0; call < 20 * 60 * 5; call++) {
    const [urgency, name] = (at(call * 200)
      .take()
      ?.key.split(' ') ?? []) as [Urgency?, string?];
    if (call % 10 === 0) put('new', call);
    if (urgency === undefined || name === undefined) continue;
    if (urgency === 'active') described.active.add(name);
    if (urgency === 'new') described.fresh.add(name);
    else put(urgency, name);
  }
  return { active: described.active.size, fresh: described.fresh.size };
}

/** The price after ten minutes in which five calls a second were made, whatever the budget was. */
function priceAtFiveCalls(budgetPerSecond: number): number {
  const { scheduler, at } = scheduling(budgetPerSecond);
  const describedAt = new Map<string, number>();
  for (let index = 0; index < 500; index++) scheduler.put(describing(`${index}`), wanted('idle'));
  for (let now = 0; now < 600_000; now += 200) {
    const job = at(now).take();
    if (job === undefined) continue;
    const seconds = (now - (describedAt.get(job.key) ?? 0)) / 1000;
    const seen = { before: 'idle', after: 'idle', grownEvents: Number(job.key) % 5 === 0 ? 6 : 0 } as const;
    scheduler.observed(job.key, { workflowType: 'order', seconds, ...seen });
    describedAt.set(job.key, now);
    scheduler.put(job, wanted('idle'));
  }
  return scheduler.price;
}

/**
 * 5,000 cancelled ones and nothing else, as the observer describes them: whenever something is due, and a call is allowed.
 * @returns the calls of each second
 */
function callsBySecond(seconds: number, allowedPerSecond: number): number[] {
  const { scheduler, at } = scheduling(500);
  for (let index = 0; index < 5_000; index++) scheduler.put(describing(`${index}`), wanted('cancel_requested'));
  const calls: number[] = [];
  for (let second = 0; second < seconds; second++) {
    let made = 0;
    for (let slot = 0; slot < allowedPerSecond; slot++) {
      const due = at((second + slot / allowedPerSecond) * 1_000).nextDueInMs();
      const job = due === undefined || due > 0 ? undefined : scheduler.take();
      if (job === undefined) continue;
      scheduler.put(job, wanted('cancel_requested'));
      made += 1;
    }
    calls.push(made);
  }
  return calls;
}

it('a call has the price that follows from the calls that are made, not from those that are allowed', () => {
  expect(priceAtFiveCalls(20) / priceAtFiveCalls(5)).toBeGreaterThan(0.7);
});

/** Calls are scarce, after three seconds: of 500 others, each runs an activity. */
function scarce(maxObservationAgeMs?: number) {
  const { scheduler, at } = scheduling(10, maxObservationAgeMs);
  for (let index = 0; index < 500; index++) scheduler.put(describing(`other ${index}`), wanted('active'));
  /** @returns the first second at which the execution of that key is described, and not one of the others */
  const describedAt = (key: string | undefined, fromSecond: number, toSecond: number): number | undefined => {
    for (let now = fromSecond * 1_000; now < toSecond * 1_000; now += 100) {
      const job = at(now).take();
      if (job !== undefined && job.key === key) return now / 1_000;
      if (job?.key.startsWith('other')) scheduler.put(job, wanted('active'));
    }
    return undefined;
  };
  describedAt(undefined, 0, 3);
  expect(scheduler.price).toBeGreaterThan(0);
  return { scheduler, at, describedAt };
}

describe('where it is known when something starts', () => {
  it('an execution is described soon after that and not before, where calls are scarce', () => {
    const { scheduler, describedAt } = scarce();
    scheduler.put(describing('retrying'), wanted('starting', { startsInMs: 40_000 }));
    const described = describedAt('retrying', 3, 240);
    expect(described).toBeGreaterThanOrEqual(43);
    expect(described).toBeLessThan(120);
  });

  it('it waits for half of the longest time between two descriptions at most', () => {
    const { scheduler, describedAt } = scarce(120_000);
    scheduler.put(describing('retrying'), wanted('starting', { startsInMs: 600_000 }));
    const described = describedAt('retrying', 3, 240);
    expect(described).toBeGreaterThanOrEqual(63);
    expect(described).toBeLessThan(183);
  });

  it('it is described long before, too, where the budget allows all that is useful, and a second after the start', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('retrying'), wanted('starting', { startsInMs: 24_000 }));
    expect(at(4_900).take()).toBeUndefined();
    expect(at(5_000).take()).toMatchObject(describing('retrying'));
    scheduler.put(describing('retrying'), wanted('starting', { startsInMs: 19_000 }));
    expect(at(24_900).take()).toBeUndefined();
    expect(at(25_000).take()).toMatchObject(describing('retrying'));
  });
});

describe('where workflows start their activities by timers', () => {
  const lesson = { events: 90, starts: 10, ended: 10, livesSeconds: 6_000, cancelled: 10, otherStarts: 0 };

  /** After ten timers of its type, whose activities waste much, the history of an idle execution shows one that fires in 40 s. */
  function sleeping(timersFollowed: number) {
    const { scheduler, at, describedAt } = scarce();
    scheduler.put(describing('sleeps'), { urgency: 'idle', workflowType: 'sleeper' });
    const read = { ...lesson, wastedSeconds: 5_000, timersEnded: 10, timersFollowed };
    scheduler.readHistory('sleeps', 'sleeper', read);
    const idle = { workflowType: 'sleeper', before: 'idle', after: 'idle' } as const;
    scheduler.observed('sleeps', { ...idle, grownEvents: 90, seconds: 700 });
    // What was learned counts from the next second on.
    describedAt(undefined, 3, 5);
    scheduler.readHistory('sleeps', 'sleeper', { ...read, timersEnded: 0, timersFollowed: 0 }, 40_000);
    scheduler.put(describing('sleeps'), { urgency: 'idle', workflowType: 'sleeper', ageMs: 2_000 });
    return { at, first: describedAt('sleeps', 5, 300) };
  }

  it('one that sleeps is described after its timer has fired', () => {
    expect(sleeping(10).first).toBeGreaterThanOrEqual(46);
  });

  it('but not where few of them let an activity start', () => {
    expect(sleeping(3).first).toBeLessThan(46);
  });
});

describe('the scheduler', () => {
  it('takes time in which nothing is due for time in which calls could have been made', () => {
    const calls = callsBySecond(60, 500);
    // Every 10 s each.
    const perSecond = calls.slice(15).reduce((sum, made) => sum + made, 0) / 45;
    expect(perSecond).toBeGreaterThan(0.9 * 500);
  });

  it('describes what runs and what is new where fewer calls are made than the cancelled ones alone want', () => {
    const { active, fresh } = describedWhileStarved([]);
    expect(active).toBe(100);
    expect(fresh).toBeGreaterThan(590);
  });

  it('describes what runs while everything else is due all the time too', () => {
    const { active, fresh } = describedWhileStarved(['timed', 'urgent_history', 'history', 'closed', 'unseen']);
    expect(active).toBe(100);
    expect(fresh).toBeGreaterThan(590);
  });

  it('keeps what is cancelled fresh while calls are scarce, for a small part of the budget', () => {
    expect(oldestCancelledSeconds(40, 50)).toBeLessThan(12);
    expect(oldestCancelledSeconds(1_000, 20)).toBeGreaterThan(30);
  });

  it('gives what has just started at once, and before what is idle', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('idle'), wanted('idle', { ageMs: 60_000 }));
    scheduler.put(describing('new'), wanted('new'));
    expect(at(0).take()?.key).toBe('new');
    expect(scheduler.take()?.key).toBe('idle');
    expect(scheduler.take()).toBeUndefined();
  });

  it('describes what is cancelled every 2 s and the rest every 5 s while the budget allows it', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('cancelled'), wanted('cancel_requested'));
    scheduler.put(describing('active'), wanted('active'));
    expect(scheduler.nextDueInMs()).toBe(2_000);
    expect(at(1_999).take()).toBeUndefined();
    expect(at(2_000).take()?.key).toBe('cancelled');
    expect(scheduler.nextDueInMs()).toBe(3_000);
    expect(at(5_000).take()?.key).toBe('active');
    expect(scheduler.nextDueInMs()).toBeUndefined();
  });

  it('comes at the instant at which a description would judge an activity differently', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('a'), wanted('active', { withinMs: 2_601 }));
    expect(scheduler.nextDueInMs()).toBe(2_601);
    expect(at(2_600).take()).toBeUndefined();
    expect(at(2_601).take()?.key).toBe('a');
    expect(at(60_000).take()).toBeUndefined();
  });

  it('puts thousands that are due at the same instant where they belong in portions', () => {
    const { scheduler, at } = scheduling();
    for (let index = 0; index < 2_000; index++)
      scheduler.put(describing(`${index}`), wanted('active', { withinMs: 1_000 }));
    expect(at(999).makeMoves()).toBe(false);
    at(1_000);
    let portions = 1;
    while (scheduler.makeMoves()) portions += 1;
    expect(portions).toBe(5);
    expect(scheduler.nextDueInMs()).toBeLessThanOrEqual(0);
  });

  it('keeps a failed call back for its pause', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('a'), wanted('new', { pauseMs: 4_000 }));
    expect(scheduler.nextDueInMs()).toBe(4_000);
    expect(at(3_999).take()).toBeUndefined();
    expect(at(4_000).take()?.key).toBe('a');
  });

  it('holds one entry for each execution and task: the last put', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('a'), wanted('idle'));
    scheduler.put(describing('a'), wanted('new'));
    scheduler.put({ key: 'a', task: 'history' }, wanted('history'));
    expect(scheduler.size).toBe(2);
    expect([at(0).take()?.task, scheduler.take()?.task].sort()).toEqual(['describe', 'history']);
    expect(at(100_000).take()).toBeUndefined();
  });

  it('asks nothing more about an execution that it is to forget', () => {
    const { scheduler } = scheduling();
    scheduler.put(describing('a'), wanted('new'));
    scheduler.put({ key: 'a', task: 'history' }, wanted('history'));
    scheduler.forget('a');
    expect(scheduler.nextDueInMs()).toBeUndefined();
    expect(scheduler.take()).toBeUndefined();
  });

  it('reaches what has closed while new ones never end', () => {
    const { scheduler, at } = scheduling();
    scheduler.put(describing('closed'), wanted('closed'));
    const taken: (string | undefined)[] = [];
    for (let call = 0; call < 20; call++) {
      scheduler.put(describing(`new ${call}`), wanted('new'));
      taken.push(at(call * 20).take()?.key);
    }
    expect(taken).toContain('closed');
  });

  it('describes every open execution within the floor, however little it is worth', () => {
    const floorMs = 600_000;
    const { scheduler, at } = scheduling(10, floorMs);
    const seenAt = new Map<string, number>();
    for (let index = 0; index < 1_000; index++) {
      const key = `${index}`;
      const workflowType = index < 100 ? 'busy' : 'quiet';
      scheduler.put(describing(key), { urgency: 'unseen', workflowType });
      seenAt.set(key, 0);
    }
    let oldestMs = 0;
    for (let now = 0; now < 3_600_000; now += 100) {
      const job = at(now).take();
      if (job === undefined) continue;
      const workflowType = Number(job.key) < 100 ? 'busy' : 'quiet';
      const seconds = (now - (seenAt.get(job.key) ?? 0)) / 1000;
      const grownEvents = workflowType === 'busy' ? Math.round(seconds / 30) : 0;
      const observed = { workflowType, before: 'idle', after: 'idle', grownEvents, seconds } as const;
      const pace = scheduler.observed(job.key, observed);
      oldestMs = Math.max(oldestMs, seconds * 1000);
      seenAt.set(job.key, now);
      scheduler.put(job, { urgency: 'idle', workflowType, pace });
    }
    for (const at of seenAt.values()) oldestMs = Math.max(oldestMs, 3_600_000 - at);
    expect(oldestMs).toBeLessThan(1.05 * floorMs);
  });

  it('describes the last ones that were never described within the floor, too', () => {
    const floorMs = 300_000;
    const { scheduler, at } = scheduling(50, floorMs);
    const unseen = new Set<string>();
    for (let index = 0; index < 5_000; index++) {
      unseen.add(`${index}`);
      scheduler.put(describing(`${index}`), wanted('unseen'));
    }
    let now = 0;
    for (; unseen.size > 0 && now < 3 * floorMs; now += 20) {
      const job = at(now).take();
      if (job === undefined) continue;
      const before = unseen.delete(job.key) ? undefined : 'cancel_requested';
      const after = 'cancel_requested';
      scheduler.observed(job.key, { workflowType: 'order', before, after, grownEvents: 0, seconds: 10 });
      scheduler.put(job, wanted(after));
    }
    expect(unseen.size).toBe(0);
    expect(now).toBeLessThan(1.1 * floorMs);
  });

  it('gives each entry exactly once, whatever was put, replaced and removed before', () => {
    const operation = fc.record({
      key: fc.integer({ min: 0, max: 8 }).map(String),
      urgency: fc.constantFrom<Urgency>('cancel_requested', 'active', 'idle', 'new', 'unseen', 'closed'),
      ageMs: fc.integer({ min: 0, max: 9_000 }),
      pauseMs: fc.constantFrom(0, 0, 700),
      withinMs: fc.constantFrom(undefined, 300, 1_200),
      what: fc.constantFrom('put', 'put', 'put', 'remove', 'take'),
      passMs: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const { scheduler, at } = scheduling();
        const held = new Set<string>();
        let now = 0;
        for (const { key, urgency, ageMs, pauseMs, withinMs, what, passMs } of operations) {
          now += passMs;
          at(now);
          if (what === 'put') {
            const within = withinMs === undefined ? {} : { withinMs };
            scheduler.put(describing(key), wanted(urgency, { ageMs, pauseMs, ...within }));
            held.add(key);
          } else if (what === 'remove') {
            scheduler.remove(describing(key));
            held.delete(key);
          } else {
            const taken = scheduler.take()?.key;
            if (taken !== undefined) expect(held.delete(taken)).toBe(true);
          }
          expect(scheduler.size).toBe(held.size);
        }
        const taken: string[] = [];
        for (let call = 0; call < 40; call++) {
          const job = at(now + 10_000 + call * 200_000).take();
          if (job !== undefined) taken.push(job.key);
        }
        expect(taken.sort()).toEqual([...held].sort());
      }),
    );
  });
});
