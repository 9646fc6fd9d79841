import io.temporal.activity.Activity;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.ResourceBasedControllerOptions;
import io.temporal.worker.tuning.ResourceBasedTuner;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A worker process: JavaWorker <address> <namespace> <task queue> <ms between reports> <ms between heartbeats>
 * [resource-based or workflows-only]. See plan.ts for what it does. SIGTERM shuts it down and waits for its activities.
 */
public final class JavaWorker {
  private static final long BEAT_MS = 200;
  private static final int STALLED_AFTER_BEATS = 50;

  /** Does what the plan says for this attempt, whatever the activity is called. */
  public static final class Perform implements DynamicActivity {
    @Override
    @SuppressWarnings("unchecked")
    public Object execute(EncodedValues arguments) {
      ActivityExecutionContext context = Activity.getExecutionContext();
      List<Map<String, Object>> works = arguments.get(0, List.class);
      Map<String, Object> work = works.get(Math.min(context.getInfo().getAttempt(), works.size()) - 1);
      String behaviour = (String) work.get("behaviour");
      long end = System.currentTimeMillis() + ((Number) work.get("ms")).longValue();
      for (int beats = 1; System.currentTimeMillis() < end; beats++) {
        boolean beatsOn = behaviour.equals("heartbeating") || behaviour.equals("ignoring");
        try {
          if (beatsOn || (behaviour.equals("silent") && beats == 1)) context.heartbeat(beats);
          if (behaviour.equals("stalled")) context.heartbeat(Math.min(beats, STALLED_AFTER_BEATS));
        } catch (ActivityCompletionException cancelled) {
          if (behaviour.equals("heartbeating")) throw cancelled;
        }
        try {
          Thread.sleep(Math.max(0, Math.min(BEAT_MS, end - System.currentTimeMillis())));
        } catch (InterruptedException interrupted) {
          // The shutdown waits for it.
        }
      }
      if (behaviour.equals("failing")) throw new IllegalStateException("as planned");
      return null;
    }
  }

  /** Runs one activity, cancels it when the plan says so, and lingers. However the activity ends, it completes. */
  public static final class Run implements DynamicWorkflow {
    @Override
    @SuppressWarnings("unchecked")
    public Object execute(EncodedValues arguments) {
      Map<String, Object> plan = arguments.get(0, Map.class);
      ActivityOptions.Builder options =
          ActivityOptions.newBuilder()
              .setTaskQueue((String) plan.get("taskQueue"))
              .setStartToCloseTimeout(millis(plan.get("startToCloseMs")))
              .setCancellationType(
                  "wait".equals(plan.get("cancellation"))
                      ? ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
                      : ActivityCancellationType.TRY_CANCEL)
              .setRetryOptions(
                  RetryOptions.newBuilder()
                      .setMaximumAttempts(((Number) plan.getOrDefault("attempts", 1)).intValue())
                      .setInitialInterval(Duration.ofMillis(500))
                      .setBackoffCoefficient(1)
                      .build());
      if (plan.get("heartbeatTimeoutMs") != null) options.setHeartbeatTimeout(millis(plan.get("heartbeatTimeoutMs")));
      Promise<?>[] ended = new Promise<?>[1];
      CancellationScope scope =
          Workflow.newCancellationScope(
              () ->
                  ended[0] =
                      Workflow.newUntypedActivityStub(options.build())
                          .executeAsync((String) plan.get("activityType"), Object.class, plan.get("work")));
      scope.run();
      if (plan.get("cancelAfterMs") != null) {
        Workflow.sleep(millis(plan.get("cancelAfterMs")));
        scope.cancel();
      }
      try {
        ended[0].get();
      } catch (RuntimeException failed) {
        // As planned, or cancelled.
      }
      if (plan.get("lingerMs") != null) Workflow.sleep(millis(plan.get("lingerMs")));
      return null;
    }
  }

  private static Duration millis(Object count) {
    return Duration.ofMillis(((Number) count).longValue());
  }

  public static void main(String[] arguments) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(arguments[0]).build());
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(arguments[1])
                .setWorkerHeartbeatInterval(Duration.ofMillis(Long.parseLong(arguments[3])))
                .build());
    WorkerFactory factory = WorkerFactory.newInstance(client);
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setMaxHeartbeatThrottleInterval(Duration.ofMillis(Long.parseLong(arguments[4])));
    String kind = arguments.length > 5 ? arguments[5] : "fixed";
    if (kind.equals("resource-based"))
      options.setWorkerTuner(
          ResourceBasedTuner.newBuilder()
              .setControllerOptions(ResourceBasedControllerOptions.newBuilder(0.99, 0.99).build())
              .build());
    // One without activities keeps the defaults, which it reports as free slots.
    else if (kind.equals("fixed")) options.setMaxConcurrentActivityExecutionSize(100);
    Worker worker = factory.newWorker(arguments[2], options.build());
    worker.registerWorkflowImplementationTypes(Run.class);
    if (!kind.equals("workflows-only")) worker.registerActivitiesImplementations(new Perform());
    factory.start();
    System.out.println("ready");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  factory.shutdown();
                  factory.awaitTermination(10, TimeUnit.MINUTES);
                }));
  }
}
