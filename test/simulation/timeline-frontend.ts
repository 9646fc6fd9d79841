/**
 * The fake frontend in a process of its own, holding a population whose activities come and go by a seeded timeline.
 * `tsx timeline-frontend.ts '{"seed":1}'` prints `{"address":…}`; then each line on its standard input is answered by one:
 * `truth 60 300` with what was wasted in those seconds of its life, `stop` lets no activity start any more, `calls` with
 * how many calls came in, and how many at most in any second and in any five. It ends with its standard input.
 */
import { createInterface } from 'node:readline';
import proto from '@temporalio/proto';
import { answers } from '../support/fake-frontend/answers.js';
import { describeResponse } from '../support/fake-frontend/execution.js';
import {
  activity,
  type Execution,
  event,
  execution,
  type HistoryEvent,
  type MethodName,
  startFakeFrontend,
} from '../support/fake-frontend/index.js';
import { StoredRun } from '../support/fake-frontend/stored-run.js';
import { seeded } from '../support/random.js';
import { skewed } from './population.js';
import { type Activity, type Timeline, timelinesOf } from './timeline.js';
import { truthOf } from './truth.js';

const { seed = 1, executions = 20_000 } = JSON.parse(process.argv[2] ?? '{}') as { seed?: number; executions?: number };
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const bornAt = Date.now();
const at = (seconds: number) => bornAt + seconds * 1000;
const now = () => (Date.now() - bornAt) / 1000;

/** One execution with the events of its history. */
class LiveRun {
  private readonly events: HistoryEvent[] = [];
  private writtenFor: Activity | undefined;
  private hasRequest = false;
  private readonly base: Omit<Execution, 'history' | 'pendingActivities'>;

  constructor(
    private readonly timeline: Timeline,
    index: number,
  ) {
    const startTime = at(timeline.startedAt);
    this.events = [
      event.workflowExecutionStarted(1, startTime),
      event.workflowTaskScheduled(2, startTime),
      event.workflowTaskCompleted(3, startTime),
    ];
    const { name: workflowType } = timeline.type;
    this.base = execution({ workflowId: `workflow-${index}`, workflowType, taskQueue: 'work', startTime });
  }

  get listed(): Execution {
    return execution(this.base);
  }

  described(): Uint8Array {
    const { isCancelRequested } = this.timeline.describe(now());
    this.write();
    const { current } = this.timeline;
    const state = isCancelRequested ? 'cancel_requested' : 'started';
    const pendingActivities = current === undefined ? [] : [activity({ ...this.fieldsOf(current), state })];
    const run = execution({ ...this.base, history: this.events, pendingActivities });
    return DescribeWorkflowExecutionResponse.encode(describeResponse(run)).finish();
  }

  history(request: Parameters<StoredRun['history']>[1]): Uint8Array {
    this.timeline.advance(now());
    this.write();
    return new StoredRun(execution({ ...this.base, history: this.events })).history('newest first', request);
  }

  ended(done: Activity): void {
    this.write(done);
    if (done.wasted !== undefined) this.request(done.wasted.requestedAt);
    const scheduledEventId = this.lastScheduled;
    const when = at(done.endsAt);
    this.add(event.activityTaskStarted(this.nextId, at(done.startsAt), { scheduledEventId }));
    const end = { scheduledEventId, startedEventId: this.nextId - 1 };
    this.add(
      done.wasted === undefined
        ? event.activityTaskCompleted(this.nextId, when, end)
        : event.activityTaskCanceled(this.nextId, when, end),
    );
    for (const kind of ['workflowTaskScheduled', 'workflowTaskStarted', 'workflowTaskCompleted'] as const)
      this.add(event[kind](this.nextId, when));
    this.writtenFor = undefined;
    this.hasRequest = false;
  }

  /** Writes what has happened of the activity under way. */
  private write(current = this.timeline.current): void {
    if (current === undefined) return;
    if (this.writtenFor !== current) {
      this.add(event.activityTaskScheduled(this.nextId, at(current.startsAt), this.fieldsOf(current)));
      this.writtenFor = current;
    }
    if (current.wasted !== undefined && current.wasted.requestedAt <= now()) this.request(current.wasted.requestedAt);
  }

  private request(seconds: number): void {
    if (this.hasRequest) return;
    this.hasRequest = true;
    this.add(event.activityTaskCancelRequested(this.nextId, at(seconds), { scheduledEventId: this.lastScheduled }));
  }

  private fieldsOf({ startsAt }: Activity) {
    return { activityId: `${startsAt}`, activityType: 'step', scheduledAt: at(startsAt), startToCloseMs: 3_600_000 };
  }

  private get nextId(): number {
    return this.events.length + 1;
  }

  private get lastScheduled(): number {
    return this.events.findLastIndex((one) => one.activityTaskScheduledEventAttributes) + 1;
  }

  private add(one: HistoryEvent): void {
    this.events.push(one);
  }
}

const runs: LiveRun[] = [];
/** What ended before the process began is in the histories, too: they tell how often activities start. */
const endedBefore = new Map<number, Activity[]>();
const timelines = timelinesOf(skewed(seeded(seed), executions), seed, (index, done) => {
  const run = runs[index];
  if (run !== undefined) run.ended(done);
  else endedBefore.set(index, [...(endedBefore.get(index) ?? []), done]);
});
for (const [index, timeline] of timelines.entries()) {
  const run = new LiveRun(timeline, index);
  for (const done of endedBefore.get(index) ?? []) run.ended(done);
  runs.push(run);
}
endedBefore.clear();
const runOf = (workflowId: string | null | undefined): LiveRun => runs[Number(workflowId?.split('-')[1])] as LiveRun;
answers.DescribeWorkflowExecution = (_world, { execution: asked }) => runOf(asked?.workflowId).described();
answers.GetWorkflowExecutionHistoryReverse = (_world, request) => runOf(request.execution?.workflowId).history(request);

const frontend = await startFakeFrontend();
frontend.put(...runs.map(({ listed }) => listed));
const describing = ['DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'] as const;
const listing = ['ListWorkflowExecutions', 'CountWorkflowExecutions', 'ListActivityExecutions', 'ListWorkers'] as const;
const peaksOf = (methods: readonly MethodName[]) => ({
  inSecond: frontend.ratePeak(methods, 1_000),
  inFiveSeconds: frontend.ratePeak(methods, 5_000),
});
const print = (line: object) => console.log(JSON.stringify(line));
print({ address: frontend.address, lifeSeconds: now() });

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [command, from = '0', to = 'Infinity'] = line.split(' ');
  if (command === 'stop') for (const timeline of timelines) timeline.stopsAt = now();
  for (const timeline of timelines) timeline.advance(now());
  const running = timelines.filter(({ current }) => current !== undefined).length;
  const cancelled = timelines.filter(({ current }) => current?.wasted !== undefined).length;
  const { counts: calls } = frontend.log;
  const peaks = { describe: peaksOf(describing), visibility: peaksOf(listing) };
  print({ lifeSeconds: now(), running, cancelled, calls, peaks, ...truthOf(timelines, Number(from), Number(to)) });
});
lines.on('close', () => process.exit(0));
