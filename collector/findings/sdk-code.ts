import type { Finding } from './findings.js';

export const sdks = ['TypeScript', 'Go', 'Java', 'Python'] as const;
export type Sdk = (typeof sdks)[number];

type Snippets = Readonly<Record<Sdk, string>>;

const heartbeats = (seconds: number): Snippets => ({
  TypeScript: `// in the workflow
proxyActivities<typeof activities>({ ...yourTimeouts, heartbeatTimeout: '${seconds}s' }); // keep your own timeouts
// in the activity
for (const item of items) {
  heartbeat(item.id);
  await work(item, { signal: cancellationSignal() }); // pass the signal on, so that the work stops too
  cancellationSignal().throwIfAborted();
}`,
  Go: `// in the workflow
options.HeartbeatTimeout = ${seconds} * time.Second // keep your other timeouts
ctx = workflow.WithActivityOptions(ctx, options)
// in the activity
for _, item := range items {
	activity.RecordHeartbeat(ctx, item.ID)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	work(ctx, item) // pass ctx on, so that the work stops too
}`,
  Java: `// in the workflow
ActivityOptions.newBuilder(yourOptions) // keep your other timeouts
    .setHeartbeatTimeout(Duration.ofSeconds(${seconds})).build();
// in the activity
for (Item item : items) {
  Activity.getExecutionContext().heartbeat(item.id()); // throws ActivityCanceledException once cancelled
  work(item);
}`,
  Python: `# in the workflow
workflow.execute_activity(work, **your_timeouts,  # keep your other timeouts
                          heartbeat_timeout=timedelta(seconds=${seconds}))
# in the activity (async: CancelledError is raised at the next await)
for item in items:
    activity.heartbeat(item.id)
    await work(item)`,
});

const heedCancel = (): Snippets => ({
  TypeScript: `try {
  await work({ signal: Context.current().cancellationSignal });
} catch (error) {
  if (error instanceof CancelledFailure) throw error; // after cleaning up
  handle(error);
}`,
  Go: `select {
case <-ctx.Done():
	return ctx.Err() // after cleaning up
case result := <-results:
	handle(result)
}`,
  Java: `try {
  context.heartbeat(progress);
} catch (ActivityCompletionException e) {
  cleanUp();
  throw e; // do not catch and ignore it
}`,
  Python: `try:
    await work()
except asyncio.CancelledError:
    await clean_up()
    raise  # do not catch and ignore it`,
});

const waitForActivities = (): Snippets => ({
  TypeScript: `proxyActivities<typeof activities>({ ...yourTimeouts,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED });`,
  Go: `options.WaitForCancellation = true // keep your timeouts
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
