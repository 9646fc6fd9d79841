import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Budget } from '../../collector/temporal/budget.js';
import { Executions } from '../../collector/watch/executions.js';
import { Observer } from '../../collector/watch/observer.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { Wake } from '../../collector/watch/wake.js';
import { waitFor } from '../../tools/wait-for.js';
import { context, descriptionAt, limits, newAccount, newExecution, newScheduler, t0 } from '../support/model.js';

it('an unexpected error in the loop is logged, and the loop continues', async () => {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  const scheduler = newScheduler();
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  executions.foundClosed([newExecution()], t0);
  const take = scheduler.take.bind(scheduler);
  let takes = 0;
  scheduler.take = () => {
    takes += 1;
    if (takes === 1) throw new TypeError('a bug');
    return take();
  };
  const wake = new Wake();
  const observer = new Observer({
    executions,
    scheduler,
    budget: new Budget(1_000),
    source: {
      describe: async () => ({ description: descriptionAt(t0 + 1), unreadable: [] }),
      readTail: async () => ({ events: [], newestEventId: 0, tooLong: false }),
    },
    wake,
    clock: createServerClock(),
    context,
    log,
  });
  const running = observer.run();
  await waitFor(async () => executions.get(newExecution().key)?.describedAt, {
    what: 'a description',
    deadlineMs: 10_000,
  });
  observer.stop();
  await running;
  expect(lines.map(({ msg }) => msg)).toEqual(['unexpected error in the observer; continuing']);
});
