import type { Options } from './source.js';

/** The same activity options, as the other SDKs write them. */
export function inGo({ taskQueue, startToCloseSeconds, heartbeatSeconds, cancellation, retry }: Options): string {
  const duration = (seconds: number) =>
    seconds % 60 === 0 ? `${times(seconds / 60)}time.Minute` : `${times(seconds)}time.Second`;
  const times = (count: number) => (count === 1 ? '' : `${count} * `);
  const policy = retry && [
    `InitialInterval: ${duration(retry.initialSeconds)}`,
    ...(retry.coefficient === undefined ? [] : [`BackoffCoefficient: ${retry.coefficient}`]),
    ...(retry.attempts === undefined ? [] : [`MaximumAttempts: ${retry.attempts}`]),
  ];
  return block('workflow.ActivityOptions{', '}', [
    `TaskQueue: "${taskQueue}",`,
    `StartToCloseTimeout: ${duration(startToCloseSeconds)},`,
    ...(heartbeatSeconds === undefined ? [] : [`HeartbeatTimeout: ${duration(heartbeatSeconds)},`]),
    ...(cancellation === 'wait' ? ['WaitForCancellation: true,'] : []),
    ...(policy === undefined ? [] : [`RetryPolicy: &temporal.RetryPolicy{${policy.join(', ')}},`]),
  ]);
}

export function inJava({ taskQueue, startToCloseSeconds, heartbeatSeconds, cancellation, retry }: Options): string {
  const duration = (seconds: number) =>
    seconds % 60 === 0 ? `Duration.ofMinutes(${seconds / 60})` : `Duration.ofSeconds(${seconds})`;
  const policy = retry && [
    `.setInitialInterval(${duration(retry.initialSeconds)})`,
    ...(retry.coefficient === undefined ? [] : [`.setBackoffCoefficient(${retry.coefficient})`]),
    ...(retry.attempts === undefined ? [] : [`.setMaximumAttempts(${retry.attempts})`]),
  ];
  return block('ActivityOptions.newBuilder()', '', [
    `.setTaskQueue("${taskQueue}")`,
    `.setStartToCloseTimeout(${duration(startToCloseSeconds)})`,
    ...(heartbeatSeconds === undefined ? [] : [`.setHeartbeatTimeout(${duration(heartbeatSeconds)})`]),
    ...(cancellation === 'wait' ? ['.setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)'] : []),
    ...(policy === undefined ? [] : [`.setRetryOptions(RetryOptions.newBuilder()${policy.join('')}.build())`]),
    '.build();',
  ]);
}

export function inPython(
  { taskQueue, startToCloseSeconds, heartbeatSeconds, cancellation, retry }: Options,
  activity: string,
): string {
  const duration = (seconds: number) =>
    seconds % 60 === 0 ? `timedelta(minutes=${seconds / 60})` : `timedelta(seconds=${seconds})`;
  const policy = retry && [
    `initial_interval=${duration(retry.initialSeconds)}`,
    ...(retry.coefficient === undefined ? [] : [`backoff_coefficient=${retry.coefficient}`]),
    ...(retry.attempts === undefined ? [] : [`maximum_attempts=${retry.attempts}`]),
  ];
  return block('workflow.execute_activity(', ')', [
    `${activity},`,
    `task_queue="${taskQueue}",`,
    `start_to_close_timeout=${duration(startToCloseSeconds)},`,
    ...(heartbeatSeconds === undefined ? [] : [`heartbeat_timeout=${duration(heartbeatSeconds)},`]),
    ...(cancellation === 'wait'
      ? ['cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,']
      : []),
    ...(policy === undefined ? [] : [`retry_policy=RetryPolicy(${policy.join(', ')}),`]),
  ]);
}

function block(open: string, close: string, lines: readonly string[]): string {
  return [open, ...lines.map((line) => `    ${line}`), ...(close === '' ? [] : [close])].join('\n');
}
