type Snippet = Readonly<{ sdk: string; code: (seconds: number) => string }>;

const snippets: readonly Snippet[] = [
  {
    sdk: 'Go',
    code: (seconds) => `// In the workflow.
ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
	StartToCloseTimeout: startToClose,
	HeartbeatTimeout:    ${seconds} * time.Second,
	WaitForCancellation: true,
})
// In the activity's loop.
activity.RecordHeartbeat(ctx, progress)
if ctx.Err() != nil {
	return ctx.Err()
}`,
  },
  {
    sdk: 'Java',
    code: (seconds) => `// In the workflow.
ActivityOptions.newBuilder()
    .setStartToCloseTimeout(startToClose)
    .setHeartbeatTimeout(Duration.ofSeconds(${seconds}))
    .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
    .build();
// In the activity's loop: it throws ActivityCanceledException once cancelled; let it pass.
Activity.getExecutionContext().heartbeat(progress);`,
  },
  {
    sdk: 'Python',
    code: (seconds) => `# In the workflow.
await workflow.execute_activity(
    my_activity,
    start_to_close_timeout=start_to_close,
    heartbeat_timeout=timedelta(seconds=${seconds}),
    cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
# In the activity's loop: asyncio.CancelledError is raised at the next await; let it pass.
activity.heartbeat(progress)`,
  },
  {
    sdk: 'TypeScript',
    code: (seconds) => `// In the workflow.
proxyActivities<typeof activities>({
  startToCloseTimeout,
  heartbeatTimeout: '${seconds}s',
});
// In the activity's loop.
heartbeat(progress);
cancellationSignal().throwIfAborted();`,
  },
];

/** How each SDK sets the heartbeat timeout, sends heartbeats and stops. */
export function CodeFor({ heartbeatTimeoutSeconds }: Readonly<{ heartbeatTimeoutSeconds: number }>) {
  return (
    <div>
      {snippets.map(({ sdk, code }) => (
        <details>
          <summary>{sdk}</summary>
          <pre>
            <code>{code(heartbeatTimeoutSeconds)}</code>
          </pre>
        </details>
      ))}
    </div>
  );
}
