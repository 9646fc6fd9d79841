import { setTimeout as sleep } from 'node:timers/promises';
import { Context, heartbeat } from '@temporalio/activity';

const beatMs = 200;

/** Does its work without a heartbeat: no cancellation can reach it. */
export async function blind(workMs: number): Promise<void> {
  await sleep(workMs);
}

/** The same under another name, for a batch. */
export const batchItem = blind;

/** Heartbeats, and ends when it hears that it was cancelled. */
export async function heartbeating(workMs: number): Promise<void> {
  const beating = setInterval(heartbeat, beatMs);
  try {
    await Context.current().sleep(workMs);
  } finally {
    clearInterval(beating);
  }
}

/** Heartbeats, hears, and works on to its end. */
export async function ignoring(workMs: number): Promise<void> {
  const beating = setInterval(heartbeat, beatMs);
  await sleep(workMs);
  clearInterval(beating);
}

/** Heartbeats once, then is never heard of again although it works on. */
export async function fallingSilent(workMs: number): Promise<void> {
  heartbeat();
  await sleep(workMs);
}
