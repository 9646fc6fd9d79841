import { expect, it } from 'vitest';
import { ByName } from '../../collector/model/by-name.js';
import { Pricing } from '../../collector/model/schedule/pricing.js';
import { newScheduler } from '../support/model.js';

it('names beyond the limit share one value, and those before keep their own', () => {
  const counts = new ByName(() => ({ count: 0 }), 2);
  for (const name of ['a', 'b', 'c', 'd', 'a']) counts.at(name).count += 1;
  expect([...counts.values()]).toEqual([{ count: 2 }, { count: 1 }, { count: 2 }]);
});

it('a scheduler has queues for a limited number of workflow types', () => {
  const pricing = new Pricing(3_600_000);
  let queues = 0;
  for (let index = 0; index < 20_000; index += 1)
    pricing.fifoFor({ urgency: 'new', workflowType: `type ${index}` }, () => {
      queues += 1;
    });
  expect(queues).toBe(5_001);
});

it('a scheduler loses nothing of workflow types beyond that number', () => {
  const scheduler = newScheduler();
  for (let index = 0; index < 20_000; index += 1)
    scheduler.put({ key: `${index}`, task: 'describe' }, { urgency: 'new', workflowType: `type ${index}` });
  for (let index = 0; index < 20_000; index += 1) expect(scheduler.take()).toBeDefined();
});
