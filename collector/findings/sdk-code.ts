import type { Finding } from './findings.js';

export const sdks = ['TypeScript', 'Go', 'Java', 'Python'] as const;
export type Sdk = (typeof sdks)[number];

type Snippets = Readonly<Record<Sdk, string>>;

const heartbeats: Snippets = {
  TypeScript: `// in the workflow
proxyActivities({ startToCloseTimeout: '2m', heartbeatTimeout: '30s' });
// in the activity
for (const item of items) {
  heartbeat(item.id);
  await Promise.race([work(item), Context.current().cancelled]); // throws CancelledFailure once cancelled
}`,
  Go: `// in the workflow
workflow.ActivityOptions{StartToCloseTimeout: 2 * time.Minute, HeartbeatTimeout: 30 * time.Second}
// in the activity
for _, item := range items {
	activity.RecordHeartbeat(ctx, item.ID)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	work(ctx, item)
}`,
  Java: `// in the workflow
ActivityOptions.newBuilder()
    .setStartToCloseTimeout(Duration.ofMinutes(2))
    .setHeartbeatTimeout(Duration.ofSeconds(30)).build();
// in the activity
for (Item item : items) {
  Activity.getExecutionContext().heartbeat(item.id()); // throws ActivityCanceledException once cancelled
  work(item);
}`,
  Python: `# in the workflow
workflow.execute_activity(work, start_to_close_timeout=timedelta(minutes=2),
                          heartbeat_timeout=timedelta(seconds=30))
# in the activity (async: CancelledError is raised at the next await)
for item in items:
    activity.heartbeat(item.id)
    await work(item)`,
};

const heedCancel: Snippets = {
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
  throw e; // do not swallow it
}`,
  Python: `try:
    await work()
except asyncio.CancelledError:
    await clean_up()
    raise  # do not swallow it`,
};

const waitForActivities: Snippets = {
  TypeScript: `proxyActivities({ startToCloseTimeout: '2m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED });`,
  Go: `workflow.ActivityOptions{StartToCloseTimeout: 2 * time.Minute, WaitForCancellation: true}`,
  Java: `ActivityOptions.newBuilder()
    .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED).build();`,
  Python: `workflow.execute_activity(work, start_to_close_timeout=timedelta(minutes=2),
    cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)`,
};

/** The change in code that a finding asks for; findings without one are not about the code. */
export const codeFor: Readonly<Partial<Record<Finding, Snippets>>> = {
  no_heartbeat: heartbeats,
  unheard: heartbeats,
  lost: heartbeats,
  ignoring_cancel: heedCancel,
  suspect: heedCancel,
  orphaned: waitForActivities,
};
