import type { TestProject } from 'vitest/node';
import { part } from '../../tools/parts.js';
import { startTemporal } from '../../tools/servers.js';
import { buildCollector } from './build-collector.js';
import { keepTemporaryFilesTogether } from './temporary-files.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the Temporal dev server that all test files share. */
    temporalAddress: string;
    /** Base URL of its HTTP API. */
    temporalHttpUrl: string;
  }
}

/**
 * Brings the programs and builds the collector before any test's clock runs, and starts the one Temporal server that all
 * files share.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  buildCollector();
  for (const name of ['temporal', 'prometheus', 'promtool', 'alertmanager', 'amtool'] as const) await part(name);
  const removeTemporaryFiles = keepTemporaryFilesTogether();
  const temporal = await startTemporal();
  project.provide('temporalAddress', temporal.address);
  project.provide('temporalHttpUrl', temporal.httpUrl);
  return async () => {
    await temporal.stop();
    removeTemporaryFiles();
  };
}
