import { describe, expect, it } from 'vitest';
import { FactsByActivity } from '../../../collector/model/execution/facts-by-activity.js';
import type { Fact } from '../../../collector/model/execution/history.js';
import { runningActivity, t0 } from '../../support/model.js';

const scheduled = { activityId: '5', activityType: 'charge', taskQueue: 'work' };
const fact = (scheduledEventId: number, more: Partial<Fact> = {}): Fact => ({
  scheduledEventId,
  scheduled,
  scheduledAt: t0 - 10 + scheduledEventId,
  ...more,
});

describe('the scheduling of an attempt', () => {
  it('is the last one before it began, of those that had not ended', () => {
    const end = { at: t0, eventId: 7, outcome: 'completed', ran: true } as const;
    const facts = new FactsByActivity([fact(2, { end }), fact(8), fact(30)]);
    expect(facts.schedulingOf(runningActivity(), 0)?.scheduledEventId).toBe(8);
    expect(new FactsByActivity([fact(2, { end })]).schedulingOf(runningActivity(), 7)).toBeUndefined();
  });

  it('is not known without its event, until that is noted', () => {
    const { scheduled: _scheduled, ...unnamed } = fact(2);
    const facts = new FactsByActivity([unnamed]);
    expect(facts.schedulingOf(runningActivity(), 0)).toBeUndefined();
    facts.note(fact(2));
    expect(facts.schedulingOf(runningActivity(), 0)?.scheduledEventId).toBe(2);
  });
});
