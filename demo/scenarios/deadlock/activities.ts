import { setTimeout as pause } from 'node:timers/promises';
import { activityInfo, cancelled, heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { type Account, newLocks } from './locks.js';

const locks = newLocks();
const locksOfTheCareful = newLocks();

/** Careless: two transfers in opposite directions each hold the lock that the other one waits for, for ever. */
export async function transfer(input: ScenarioInput, from: Account, to: Account): Promise<void> {
  const { seconds } = timesOf(input);
  const unlockFrom = await locks[from].take();
  await pause(seconds(2));
  const unlockTo = await locks[to].take();
  unlockTo();
  unlockFrom();
}

/** Careful: it heartbeats with each step, so that a deadlock shows as silence; when told to stop, it releases its locks. */
export async function transferWithHeartbeats(input: ScenarioInput, from: Account, to: Account): Promise<void> {
  const { seconds } = timesOf(input);
  const unlocks: (() => void)[] = [];
  try {
    for (const account of inOrder(from, to)) {
      heartbeat(`wants ${account}`);
      unlocks.push(await locksOfTheCareful[account].takeUnless(cancelled()));
      await sleep(seconds(2));
    }
  } finally {
    for (const unlock of unlocks) unlock();
  }
}

/** A bug that strikes now and then: here in the first attempt, which takes no care of the order. */
function inOrder(...accounts: Account[]): Account[] {
  return activityInfo().attempt === 1 ? accounts : accounts.sort();
}
