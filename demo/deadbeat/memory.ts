import type { Finding } from '../../collector/findings/findings.js';
import type { Row } from '../../collector/findings/row.js';
import type { Sample } from './exposition.js';

/** Instants are milliseconds since the epoch. */
export type Interval = { readonly from: number; to: number };
export type SeenAttempt = Readonly<{ activityId: string; attempt: number; startedAt: number; lastSeenAt: number }>;

type Seen = Readonly<{ findings: Map<Finding, Interval[]>; attempts: Map<string, SeenAttempt> }>;

/** Longer between two sayings is a gap, not one interval. */
const gapMs = 3_500;

/** All that Deadbeat ever said in a run, by workflow type and by task queue. */
export class Memory {
  private readonly byWorkflow = new Map<string, Seen>();
  private readonly most = new Map<string, number>();

  remember(at: number, rows: readonly Row[], samples: readonly Sample[]): void {
    for (const row of rows) this.rememberRow(at, row);
    for (const sample of samples) this.rememberSlots(sample);
  }

  findingsOf(workflowType: string): ReadonlyMap<Finding, readonly Interval[]> {
    return this.of(workflowType).findings;
  }

  /** Every attempt that was listed as running, oldest first. */
  attemptsOf(workflowType: string): SeenAttempt[] {
    return [...this.of(workflowType).attempts.values()].sort((a, b) => a.startedAt - b.startedAt);
  }

  /** The most slots of the queue that code held at one time although the server had given up on it. */
  mostUnaccountedSlots(taskQueue: string): number {
    return this.most.get(`unaccounted ${taskQueue}`) ?? 0;
  }

  mostUsedSlots(taskQueue: string): number {
    return this.most.get(`used ${taskQueue}`) ?? 0;
  }

  private rememberRow(at: number, row: Row): void {
    const { findings, attempts } = this.of(row.workflowType);
    for (const finding of row.findings) {
      const intervals = findings.get(finding) ?? [];
      findings.set(finding, intervals);
      const last = intervals.at(-1);
      if (last === undefined || at - last.to > gapMs) intervals.push({ from: at, to: at });
      else last.to = at;
    }
    if (row.startedAt === null || row.suspect || row.orphaned) return;
    const { activityId, attempt } = row;
    const startedAt = Date.parse(row.startedAt);
    attempts.set(`${activityId} ${attempt}`, { activityId, attempt, startedAt, lastSeenAt: at });
  }

  private rememberSlots({ name, labels: { task_queue: taskQueue = '', state }, value }: Sample): void {
    const isHeld = name === 'deadbeat_unaccounted_slots';
    if (!isHeld && !(name === 'deadbeat_worker_slots' && state === 'used')) return;
    const key = `${isHeld ? 'unaccounted' : 'used'} ${taskQueue}`;
    this.most.set(key, Math.max(value, this.most.get(key) ?? 0));
  }

  private of(workflowType: string): Seen {
    const known = this.byWorkflow.get(workflowType) ?? { findings: new Map(), attempts: new Map() };
    this.byWorkflow.set(workflowType, known);
    return known;
  }
}
