import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { inject } from 'vitest';
import { waitFor } from '../../tools/wait-for.js';
import './global-setup.js';

const oneDay = msToTs('1 day');

/** `host:port` of the Temporal dev server that all test files share. */
export function temporalAddress(): string {
  return inject('temporalAddress');
}

/** Registers a namespace of the caller's own on the shared server and returns its name once calls to it succeed. */
export async function freshNamespace(address = temporalAddress()): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    const service = connection.workflowService;
    await service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: oneDay });
    // One question for the frontend and its store, one that the matching service answers too.
    const isUsable = async () => {
      await service.listWorkflowExecutions({ namespace });
      await service.describeTaskQueue({ namespace, taskQueue: { name: 'any' } });
      return true;
    };
    await waitFor(isUsable, { what: `namespace ${namespace} to be usable`, deadlineMs: 60_000 });
    return namespace;
  } finally {
    await connection.close();
  }
}
