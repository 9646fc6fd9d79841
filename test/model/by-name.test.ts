import { expect, it } from 'vitest';
import { ByName } from '../../collector/model/by-name.js';
import { newScheduler } from '../support/model.js';

it('names beyond the limit share one value, and those before keep their own', () => {
  const counts = new ByName(() => ({ count: 0 }), 2);
  for (const name of ['a', 'b', 'c', 'd', 'a']) counts.at(name).count += 1;
  expect([...counts.values()]).toEqual([{ count: 2 }, { count: 1 }, { count: 2 }]);
});

it('a scheduler learns of workflow types without end no more than of a limited number', () => {
  const scheduler = newScheduler();
  for (let index = 0; index < 20_000; index += 1)
    scheduler.put({ key: `${index}`, task: 'describe' }, { urgency: 'new', workflowType: `type ${index}` });
  expect(scheduler.queueCount).toBeLessThanOrEqual(5_001);
  for (let index = 0; index < 20_000; index += 1) expect(scheduler.take()).toBeDefined();
});
