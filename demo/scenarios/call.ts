import type { Scene } from '../scene.js';

/** Asks a slow external system; `signal` gives the call up. */
export async function call(scene: Scene, path: string, takesMs: number, signal?: AbortSignal): Promise<void> {
  const answer = await fetch(`${scene.servicesUrl}${path}?ms=${Math.round(takesMs)}`, signal ? { signal } : {});
  await answer.text();
}
