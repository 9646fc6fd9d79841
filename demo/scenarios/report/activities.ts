import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { call } from '../call.js';

const pages = 100;

/** Careless: what a crash interrupts starts again from page one. */
export async function generateLargeReport(input: ScenarioInput): Promise<void> {
  const { minutes } = timesOf(input);
  for (let page = 1; page <= pages; page++) await call(input, '/report-without', minutes(20) / pages);
}

/** Careful: each heartbeat carries the last finished page, and the next attempt continues from there. */
export async function generateLargeReportWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { minutes } = timesOf(input);
  const lastFinished: number = activityInfo().heartbeatDetails ?? 0;
  for (let page = lastFinished + 1; page <= pages; page++) {
    await call(input, '/report-with', minutes(20) / pages, cancellationSignal());
    heartbeat(page);
  }
}
