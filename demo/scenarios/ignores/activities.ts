import { setTimeout as pause } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: its heartbeats bring the cancellation, but it never checks for it. */
export async function crawlSites(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let site = 1; site <= 125; site++) {
    heartbeat(site);
    await pause(seconds(1));
  }
}

/** Careful: checks for the cancellation before each step. */
export async function crawlSitesAndListen(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let site = 1; site <= 125; site++) {
    heartbeat(site);
    await pause(seconds(1));
    cancellationSignal().throwIfAborted();
  }
}
