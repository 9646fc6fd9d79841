import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: goes through its part of the batch, whatever has been decided meanwhile. */
export async function convertVideos(input: ScenarioInput, part: number): Promise<number> {
  const { seconds } = timesOf(input);
  for (let video = 1; video <= 65; video++) await pause(seconds(2));
  return part;
}

/** Careful: a cancellation stops it at the next item. */
export async function convertVideosWithHeartbeats(input: ScenarioInput, part: number): Promise<number> {
  const { seconds } = timesOf(input);
  for (let video = 1; video <= 65; video++) {
    heartbeat(video);
    await sleep(seconds(2));
  }
  return part;
}
