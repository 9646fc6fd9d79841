import type { ScenarioInput } from '../scenario-input.js';

/** Asks a slow external system; `signal` gives the call up. */
export async function call(input: ScenarioInput, path: string, takesMs: number, signal?: AbortSignal): Promise<void> {
  const answer = await fetch(`${input.servicesUrl}${path}?ms=${Math.round(takesMs)}`, signal ? { signal } : {});
  await answer.text();
}
