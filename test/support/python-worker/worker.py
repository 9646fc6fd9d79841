"""A worker process: worker.py <address> <namespace> <task queue> <ms between reports> <ms between heartbeats> [resource-based].

See plan.ts for what it does.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RawValue, RetryPolicy
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import ResourceBasedSlotConfig, UnsandboxedWorkflowRunner, Worker, WorkerTuner
from temporalio.workflow import ActivityCancellationType

BEAT_SECONDS = 0.2
STALLED_AFTER_BEATS = 50


def millis(count: int) -> timedelta:
    return timedelta(milliseconds=count)


@activity.defn(dynamic=True)
async def perform(arguments: Sequence[RawValue]) -> None:
    """Does what the plan says for this attempt, whatever the activity is called."""
    works = activity.payload_converter().from_payload(arguments[0].payload, list)
    work = works[min(activity.info().attempt, len(works)) - 1]
    loop = asyncio.get_running_loop()
    end = loop.time() + work["ms"] / 1000
    behaviour = work["behaviour"]
    beats = 0
    while (left := end - loop.time()) > 0:
        beats += 1
        if behaviour in ("heartbeating", "ignoring") or (behaviour == "silent" and beats == 1):
            activity.heartbeat(beats)
        elif behaviour == "stalled":
            activity.heartbeat(min(beats, STALLED_AFTER_BEATS))
        try:
            await asyncio.sleep(min(BEAT_SECONDS, left))
        except asyncio.CancelledError:
            if behaviour in ("heartbeating", "obedient"):
                raise
    if behaviour == "failing":
        raise RuntimeError("as planned")


@workflow.defn(name="run")
class Run:
    """Runs one activity, cancels it when the plan says so, and lingers. However the activity ends, it completes."""

    @workflow.run
    async def run(self, plan: dict) -> None:
        heartbeat_timeout = plan.get("heartbeatTimeoutMs")
        wait = {"cancellation_type": ActivityCancellationType.WAIT_CANCELLATION_COMPLETED}
        handle = workflow.start_activity(
            plan["activityType"],
            plan["work"],
            task_queue=plan["taskQueue"],
            start_to_close_timeout=millis(plan["startToCloseMs"]),
            heartbeat_timeout=None if heartbeat_timeout is None else millis(heartbeat_timeout),
            retry_policy=RetryPolicy(
                maximum_attempts=plan.get("attempts", 1), initial_interval=millis(500), backoff_coefficient=1
            ),
            # The SDK's own default is to try.
            **({} if plan["cancellation"] == "try" else wait),
        )
        if "cancelAfterMs" in plan:
            await asyncio.sleep(plan["cancelAfterMs"] / 1000)
            handle.cancel()
        try:
            await handle
        except BaseException:
            pass
        if "lingerMs" in plan:
            await asyncio.sleep(plan["lingerMs"] / 1000)


def slots_of(slots: str) -> dict:
    if slots == "fixed":
        return {"max_concurrent_activities": 100}
    # On a busy machine the supplier gives out no more than the minimum.
    most = ResourceBasedSlotConfig(minimum_slots=9, maximum_slots=10)
    tuner = WorkerTuner.create_resource_based(target_memory_usage=0.99, target_cpu_usage=0.99, activity_config=most)
    return {"tuner": tuner}


async def main(
    address: str, namespace: str, task_queue: str, report_every_ms: str, heartbeat_every_ms: str, slots: str = "fixed"
) -> None:
    runtime = Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=millis(int(report_every_ms)))
    client = await Client.connect(address, namespace=namespace, runtime=runtime)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[Run],
        activities=[perform],
        workflow_runner=UnsandboxedWorkflowRunner(),
        **slots_of(slots),
        max_heartbeat_throttle_interval=millis(int(heartbeat_every_ms)),
    )
    print("ready", flush=True)
    await worker.run()


asyncio.run(main(*sys.argv[1:]))
