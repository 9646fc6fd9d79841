import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';

const { CommandType } = proto.temporal.api.enums.v1;
const identity = '1@raw';
/** A poll without a deadline is refused. */
const pollAtMostMs = 30_000;

/**
 * One run on a real server whose only activity was dispatched to no code, and then cancelled, by answering the
 * server's tasks by hand: no worker has to be started.
 */
export async function cancelledRun(address: string, namespace: string, workflowId: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const service = connection.workflowService;
  const taskQueue = { name: 'raw' };
  const execution = { workflowId };
  const poll = <A>(ask: () => Promise<A>) => connection.withDeadline(Date.now() + pollAtMostMs, ask);
  const decide = async (command: object) => {
    const { taskToken } = await poll(() => service.pollWorkflowTaskQueue({ namespace, taskQueue, identity }));
    await service.respondWorkflowTaskCompleted({ namespace, taskToken, identity, commands: [command] });
  };
  try {
    await service.startWorkflowExecution({
      namespace,
      workflowId,
      workflowType: { name: 'Job' },
      taskQueue,
      identity,
      requestId: randomUUID(),
    });
    await decide({
      commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
      scheduleActivityTaskCommandAttributes: {
        activityId: '1',
        activityType: { name: 'Work' },
        taskQueue,
        startToCloseTimeout: msToTs('10 minutes'),
      },
    });
    const { startedTime } = await poll(() => service.pollActivityTaskQueue({ namespace, taskQueue, identity }));
    if (!startedTime) throw new Error('the activity was not dispatched');
    await service.signalWorkflowExecution({
      namespace,
      workflowExecution: execution,
      signalName: 'cancel',
      identity,
      requestId: randomUUID(),
    });
    await decide({
      commandType: CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK,
      requestCancelActivityTaskCommandAttributes: { scheduledEventId: 5 },
    });
  } finally {
    await connection.close();
  }
}
