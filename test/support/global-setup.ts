import type { TestProject } from 'vitest/node';
import { part } from '../../tools/parts.js';
import { startTemporal } from '../../tools/servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the Temporal dev server that all test files share. */
    temporalAddress: string;
    /** Base URL of its HTTP API. */
    temporalHttpUrl: string;
  }
}

/** Brings the programs before any test's clock runs, and starts the one Temporal server that all files share. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  for (const name of ['temporal', 'prometheus', 'promtool', 'alertmanager', 'amtool'] as const) await part(name);
  const temporal = await startTemporal();
  project.provide('temporalAddress', temporal.address);
  project.provide('temporalHttpUrl', temporal.httpUrl);
  return () => temporal.stop();
}
