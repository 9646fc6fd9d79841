// A worker process: go-worker <address> <namespace> <task queue> <ms between reports> <ms between heartbeats> [sessions].
// See plan.ts for what it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const (
	beat              = 200 * time.Millisecond
	stalledAfterBeats = 50
)

type work struct {
	Behaviour string `json:"behaviour"`
	Ms        int    `json:"ms"`
}

type plan struct {
	ActivityType       string `json:"activityType"`
	TaskQueue          string `json:"taskQueue"`
	Work               []work `json:"work"`
	StartToCloseMs     int    `json:"startToCloseMs"`
	HeartbeatTimeoutMs int    `json:"heartbeatTimeoutMs"`
	Attempts           int32  `json:"attempts"`
	CancelAfterMs      *int   `json:"cancelAfterMs"`
	Cancellation       string `json:"cancellation"`
	LingerMs           int    `json:"lingerMs"`
}

func millis(count int) time.Duration { return time.Duration(count) * time.Millisecond }

// perform does what the plan says for this attempt, whatever the activity is called.
func perform(ctx context.Context, arguments converter.EncodedValues) error {
	var works []work
	if err := arguments.Get(&works); err != nil {
		return err
	}
	task := works[min(int(activity.GetInfo(ctx).Attempt), len(works))-1]
	end := time.Now().Add(millis(task.Ms))
	for beats := 1; time.Now().Before(end); beats++ {
		switch task.Behaviour {
		case "heartbeating", "ignoring":
			activity.RecordHeartbeat(ctx, beats)
		case "stalled":
			activity.RecordHeartbeat(ctx, min(beats, stalledAfterBeats))
		case "silent":
			if beats == 1 {
				activity.RecordHeartbeat(ctx, beats)
			}
		}
		if task.Behaviour == "heartbeating" && ctx.Err() != nil {
			return ctx.Err()
		}
		time.Sleep(min(beat, time.Until(end)))
	}
	if task.Behaviour == "failing" {
		return errors.New("as planned")
	}
	return nil
}

// run runs one activity, cancels it when the plan says so, and lingers. However the activity ends, it completes.
func run(ctx workflow.Context, p plan) error {
	activityCtx, cancel := workflow.WithCancel(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           p.TaskQueue,
		StartToCloseTimeout: millis(p.StartToCloseMs),
		HeartbeatTimeout:    millis(p.HeartbeatTimeoutMs),
		// The SDK's own default is to try.
		WaitForCancellation: p.Cancellation == "wait",
		RetryPolicy: &temporal.RetryPolicy{
			MaximumAttempts: max(p.Attempts, 1), InitialInterval: millis(500), BackoffCoefficient: 1,
		},
	}))
	defer cancel()
	ended := workflow.ExecuteActivity(activityCtx, p.ActivityType, p.Work)
	if p.CancelAfterMs != nil {
		if err := workflow.Sleep(ctx, millis(*p.CancelAfterMs)); err != nil {
			return err
		}
		cancel()
	}
	_ = ended.Get(activityCtx, nil)
	if p.LingerMs > 0 {
		return workflow.Sleep(ctx, millis(p.LingerMs))
	}
	return nil
}

// runInSession runs one activity on the worker that a session of its own has chosen.
func runInSession(ctx workflow.Context, p plan) error {
	options := workflow.ActivityOptions{TaskQueue: p.TaskQueue, StartToCloseTimeout: millis(p.StartToCloseMs)}
	session, err := workflow.CreateSession(workflow.WithActivityOptions(ctx, options), &workflow.SessionOptions{
		CreationTimeout:  time.Minute,
		ExecutionTimeout: 5 * time.Minute,
	})
	if err != nil {
		return err
	}
	defer workflow.CompleteSession(session)
	return workflow.ExecuteActivity(session, p.ActivityType, p.Work).Get(session, nil)
}

func argument(index int) time.Duration {
	ms, err := strconv.Atoi(os.Args[index])
	if err != nil {
		log.Fatal(err)
	}
	return millis(ms)
}

func main() {
	temporalClient, err := client.Dial(client.Options{
		HostPort:                os.Args[1],
		Namespace:               os.Args[2],
		WorkerHeartbeatInterval: argument(4),
		Logger:                  sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil))),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer temporalClient.Close()
	w := worker.New(temporalClient, os.Args[3], worker.Options{
		MaxConcurrentActivityExecutionSize: 100,
		MaxHeartbeatThrottleInterval:       argument(5),
		EnableSessionWorker:                slices.Contains(os.Args, "sessions"),
	})
	w.RegisterWorkflowWithOptions(run, workflow.RegisterOptions{Name: "run"})
	w.RegisterWorkflowWithOptions(runInSession, workflow.RegisterOptions{Name: "runInSession"})
	w.RegisterDynamicActivity(perform, activity.DynamicRegisterOptions{})
	fmt.Println("ready")
	if err := w.Run(worker.InterruptCh()); err != nil {
		log.Fatal(err)
	}
}
