import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';
import { call } from '../call.js';

const pages = 100;

/** Careless: what a crash interrupts starts again from page one. */
export async function generateLargeReport(scene: Scene): Promise<void> {
  const { minutes } = timesOf(scene);
  for (let page = 1; page <= pages; page++) await call(scene, '/report-without', minutes(20) / pages);
}

/** Careful: each heartbeat carries the last finished page, and the next attempt goes on from there. */
export async function generateLargeReportWithHeartbeats(scene: Scene): Promise<void> {
  const { minutes } = timesOf(scene);
  const lastFinished: number = activityInfo().heartbeatDetails ?? 0;
  for (let page = lastFinished + 1; page <= pages; page++) {
    await call(scene, '/report-with', minutes(20) / pages, cancellationSignal());
    heartbeat(page);
  }
}
