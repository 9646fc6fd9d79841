import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';

/** Careless: goes through its part of the batch, whatever has been decided meanwhile. */
export async function convertVideos(scene: Scene, part: number): Promise<number> {
  const { seconds } = timesOf(scene);
  for (let video = 1; video <= 65; video++) await pause(seconds(2));
  return part;
}

/** Careful: a cancellation stops it at the next item. */
export async function convertVideosWithHeartbeats(scene: Scene, part: number): Promise<number> {
  const { seconds } = timesOf(scene);
  for (let video = 1; video <= 65; video++) {
    heartbeat(video);
    await sleep(seconds(2));
  }
  return part;
}
