import type { Finding } from './findings.js';

export const sdks = ['TypeScript', 'Go', 'Java', 'Python'] as const;
export type Sdk = (typeof sdks)[number];

type Snippets = Readonly<Record<Sdk, string>>;

const heartbeats = (seconds: number): Snippets => ({
  TypeScript: `// in the workflow: keep your own timeouts
proxyActivities<typeof activities>({
  ...yourTimeouts, heartbeatTimeout: '${seconds}s' });
// in the activity
for (const item of items) {
  heartbeat(item.id);
  // pass the signal on: the work stops too
  await work(item, { signal: cancellationSignal() });
  cancellationSignal().throwIfAborted();
}`,
  Go: `// in the workflow: keep your other timeouts
options.HeartbeatTimeout = ${seconds} * time.Second
ctx = workflow.WithActivityOptions(ctx, options)
// in the activity
for _, item := range items {
	activity.RecordHeartbeat(ctx, item.ID)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// pass ctx on: the work stops too
	work(ctx, item)
}`,
  Java: `// in the workflow: keep your other timeouts
ActivityOptions.newBuilder(yourOptions)
    .setHeartbeatTimeout(Duration.ofSeconds(${seconds})).build();
// in the activity
for (Item item : items) {
  // throws ActivityCanceledException
  // once it is cancelled
  Activity.getExecutionContext().heartbeat(item.id());
  work(item);
}`,
  Python: `# in the workflow: keep your other timeouts
workflow.execute_activity(work, **your_timeouts,
    heartbeat_timeout=timedelta(seconds=${seconds}))
# in the activity, async: CancelledError
# is raised at the next await
for item in items:
    activity.heartbeat(item.id)
    await work(item)`,
});

const heedCancel = (): Snippets => ({
  TypeScript: `try {
  await work({ signal: Context.current().cancellationSignal });
} catch (error) {
  // after cleaning up
  if (error instanceof CancelledFailure) throw error;
  handle(error);
}`,
  Go: `select {
case <-ctx.Done():
	// after cleaning up
	return ctx.Err()
case result := <-results:
	handle(result)
}`,
  Java: `try {
  context.heartbeat(progress);
} catch (ActivityCompletionException e) {
  cleanUp();
  // do not catch and ignore it
  throw e;
}`,
  Python: `try:
    await work()
except asyncio.CancelledError:
    await clean_up()
    # do not catch and ignore it
    raise`,
});

const waitForActivities = (): Snippets => ({
  TypeScript: `proxyActivities<typeof activities>({ ...yourTimeouts,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED });`,
  Go: `// keep your timeouts
options.WaitForCancellation = true
ctx = workflow.WithActivityOptions(ctx, options)`,
  Java: `ActivityOptions.newBuilder(yourOptions)
    .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED).build();`,
  Python: `workflow.execute_activity(work, **your_timeouts,
    cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)`,
});

/** The change in code that a finding asks for, with a heartbeat timeout in seconds; findings without one are not about the code. */
export const codeFor: Readonly<Partial<Record<Finding, (heartbeatTimeoutSeconds: number) => Snippets>>> = {
  no_heartbeat: heartbeats,
  unheard: heartbeats,
  lost: heartbeats,
  ignoring_cancel: heedCancel,
  suspect: heedCancel,
  orphaned: waitForActivities,
};
