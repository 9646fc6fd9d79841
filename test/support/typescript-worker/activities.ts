import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, CompleteAsyncError, Context, heartbeat } from '@temporalio/activity';
import { beatMs, stalledAfterBeats, type Work } from '../plan.js';

/** Does what the plan says for this attempt, whatever the activity is called. */
export async function perform(works: readonly Work[]): Promise<void> {
  const { attempt } = activityInfo();
  const work = works[Math.min(attempt, works.length) - 1];
  if (work === undefined) throw new Error('the plan says nothing');
  const { behaviour, ms } = work;
  switch (behaviour) {
    case 'blind':
      return await sleep(ms);
    case 'silent':
      heartbeat();
      return await sleep(ms);
    case 'obedient':
      return await Context.current().sleep(ms);
    case 'asynchronous':
      throw new CompleteAsyncError();
    case 'failing':
      await sleep(ms);
      throw new Error('as planned');
    case 'heartbeating':
      return await beating(() => Context.current().sleep(ms));
    case 'ignoring':
      return await beating(() => sleep(ms));
    case 'stalled':
      return await beating(() => sleep(ms), stalledAfterBeats);
  }
}

async function beating(work: () => Promise<void>, lastDetails = Number.POSITIVE_INFINITY): Promise<void> {
  let beats = 0;
  const timer = setInterval(() => heartbeat(Math.min(++beats, lastDetails)), beatMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}
