import type { Logger } from 'pino';
import { finishInSlices } from '../async/slices.js';
import { TemporalError, type TemporalErrorCode } from '../errors.js';
import type { UnreadableCause } from '../model/account/unreadable.js';
import { atOnce } from '../model/execution/at-once.js';
import type { Execution } from '../model/execution/execution.js';
import type { FoldContext } from '../model/execution/fold-context.js';
import { descriptionSteps } from '../model/execution/fold-description.js';
import { historySteps } from '../model/execution/fold-history.js';
import { questionFor } from '../model/execution/history-question.js';
import { notAhead } from '../model/execution/not-ahead.js';
import type { Steps } from '../model/execution/step.js';
import type { Job } from '../model/schedule/jobs.js';
import { lessonSteps } from '../model/schedule/lesson.js';
import type { Scheduler } from '../model/schedule/scheduler.js';
import type { Budget } from '../temporal/budget.js';
import type { Source } from '../temporal/source.js';
import type { Executions } from './executions.js';
import { observeClock, type ServerClock } from './server-clock.js';
import type { Wake } from './wake.js';

/** How many calls may be under way at once in a namespace. */
const inFlightAtMost = 32;
const idleWaitMs = 1_000;
const warnOfClockAboveMs = 2_000;

/** What changes during each of so many folds is folded without pauses: no fold begins again for ever. */
const triesInSlices = 2;

/** A call that failed did not end with OK. */
type FailureCause = Exclude<Lowercase<TemporalErrorCode>, 'ok'>;

export type ObserverParts = Readonly<{
  executions: Executions;
  scheduler: Scheduler;
  budget: Budget;
  source: Pick<Source, 'describe' | 'readTail'>;
  wake: Wake;
  clock: ServerClock;
  context: FoldContext;
  log: Logger;
}>;

type Fold = (known: Execution) => Steps;

/** Makes the calls that the scheduler of one namespace decides on, as fast as the budget allows. */
export class Observer {
  private readonly busy = new Set<string>();
  private inFlight = 0;
  private stopped = false;
  private clockWarned = false;
  private readonly warnedOf = new Set<string>();

  constructor(private readonly parts: ObserverParts) {}

  /** Runs until stopped; no failure ends it. */
  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.step();
      } catch (error) {
        this.parts.log.error({ err: error }, 'unexpected error in the observer; continuing');
        await this.parts.wake.wait(idleWaitMs);
      }
    }
  }

  private async step(): Promise<void> {
    const { scheduler, wake, budget } = this.parts;
    // Thousands may become due at the same instant.
    while (scheduler.makeMoves()) await new Promise((resume) => setImmediate(resume));
    const waitMs = this.inFlight >= inFlightAtMost ? idleWaitMs : (scheduler.nextDueInMs() ?? idleWaitMs);
    if (waitMs > 0) {
      await wake.wait(Math.min(idleWaitMs, Math.ceil(waitMs)));
      return;
    }
    await budget.take();
    const job = scheduler.take();
    if (job === undefined || this.stopped) return;
    this.inFlight += 1;
    void this.do(job).finally(() => {
      this.inFlight -= 1;
      wake.now();
    });
  }

  stop(): void {
    this.stopped = true;
    this.parts.wake.now();
  }

  private async do(job: Job): Promise<void> {
    const { executions, scheduler, clock, log } = this.parts;
    const execution = executions.get(job.key);
    // One task at a time for an execution: whatever else is due is scheduled again afterwards.
    if (execution === undefined || this.busy.has(job.key)) return;
    this.busy.add(job.key);
    scheduler.remove({ key: job.key, task: job.task === 'describe' ? 'history' : 'describe' });
    try {
      const fold = job.task === 'describe' ? await this.describe(execution) : await this.history(execution);
      await executions.answered(job.task, clock.now(), this.busy);
      await this.takeOver(job.key, fold);
      const restOfPauseMs = executions.failures.pauseMs(job, clock.now());
      executions.failures.clear(job);
      // Asked before the pause after a failure was over, it was scheduled with the rest of that pause.
      if (restOfPauseMs > 0) executions.reschedule(job.key, clock.now());
    } catch (error) {
      if (this.stopped) return;
      if (!(error instanceof TemporalError))
        log.error({ err: error, job }, 'unexpected error while describing an execution');
      this.failed(job, error);
    } finally {
      this.busy.delete(job.key);
    }
  }

  /** What was read is folded into what is known now: its orphans may have been counted meanwhile, also during the fold. */
  private async takeOver(key: string, fold: Fold): Promise<void> {
    const { executions, clock } = this.parts;
    for (let tries = 1; ; tries += 1) {
      const known = executions.get(key);
      // What was asked before the end must not change an account that has been handed over.
      if (known === undefined || this.stopped) return;
      const step = tries > triesInSlices ? atOnce(fold(known)) : await finishInSlices(fold(known));
      if (this.stopped) return;
      if (!executions.isCurrent(known)) continue;
      executions.update(key, step, clock.now());
      return;
    }
  }

  private async describe(execution: Execution): Promise<Fold> {
    const { source, context, clock, log } = this.parts;
    const described = await source.describe(execution);
    observeClock(clock, execution, described.description);
    this.warnOfClock();
    const { description: seen, ahead } = notAhead(described.description, clock.now());
    const unreadable = [...described.unreadable, ...Array<UnreadableCause>(ahead).fill('time_ahead')];
    const { namespace } = execution;
    const alsoUnreadable = unreadable.map((cause) => ({ kind: 'unreadable', namespace, cause }) as const);
    if (unreadable.length > 0)
      log.debug({ execution: execution.key, unreadable }, 'parts of an execution cannot be read');
    return function* (known) {
      const step = yield* descriptionSteps(known, seen, context);
      return { ...step, effects: [...step.effects, ...alsoUnreadable] };
    };
  }

  private warnOfClock(): void {
    const { offsetMs } = this.parts.clock.offset;
    if (this.clockWarned || Math.abs(offsetMs) <= warnOfClockAboveMs) return;
    this.clockWarned = true;
    const offsetSeconds = offsetMs / 1000;
    this.parts.log.warn(
      { offsetSeconds },
      "this clock differs from the server's by at least this much; ages are corrected",
    );
  }

  private async history(execution: Execution): Promise<Fold> {
    const { source, scheduler, clock } = this.parts;
    const question = questionFor(execution);
    const tail = await source.readTail(execution, question);
    const lesson = await finishInSlices(lessonSteps(tail, question.after));
    const firesInMs = lesson.timerFiresAt === undefined ? undefined : lesson.timerFiresAt - clock.now();
    scheduler.readHistory(execution.key, execution.workflowType, lesson, firesInMs);
    return (known) => historySteps(known, tail, this.parts.context.limits);
  }

  /** The first of each kind is logged by name, for investigation; all are counted. */
  private countUnreadable(key: string, code: TemporalErrorCode): void {
    const { executions, log } = this.parts;
    executions.apply([
      { kind: 'unreadable', namespace: executions.namespace, cause: code.toLowerCase() as FailureCause },
    ]);
    if (this.warnedOf.has(code)) return;
    this.warnedOf.add(code);
    log.warn(
      { execution: key, code },
      'an execution cannot be read; will retry; further ones of this kind are not logged',
    );
  }

  private failed(job: Job, error: unknown): void {
    const { executions, clock } = this.parts;
    const { key } = job;
    const now = clock.now();
    const code = error instanceof TemporalError ? error.code : 'INTERNAL';
    if (error instanceof TemporalError && error.isOfMissingExecution) {
      executions.vanished(key, now);
      return;
    }
    const isOfNoExecution = error instanceof TemporalError && error.isOfNoExecution;
    if (!isOfNoExecution) this.countUnreadable(key, code);
    // It may have left while the call was under way.
    if (executions.get(key) === undefined) return;
    executions.failures.add(job, now, isOfNoExecution ? undefined : code);
    executions.reschedule(key, now);
  }
}
