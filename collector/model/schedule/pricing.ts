import { ByName } from '../by-name.js';
import { Fifo, type Group } from './fifo.js';
import type { Urgency, Wanted } from './jobs.js';
import { type Bounds, firstDescriptionsPerSecond, leastAgeMs, type Priced, periodMsAt, priceFor } from './price.js';
import { firstPrior, priorOf } from './prior.js';
import { type Learned, paces, TypeRates } from './type-rates.js';

/** The floor takes at most this share of the budget: beyond it, the oldest observation is older than was set. */
const floorShare = 0.5;
/** What people act on is this fresh, and takes at most this share of the budget for it. */
const freshMs = 10_000;
const freshShare = 0.08;
/** Descriptions of known executions have at least this share of the budget. */
const leastDescribeShare = 0.15;
/** What calls are made is averaged over about so long. */
const averagedOverSeconds = 5;
const roomToGrow = 1.1;
/** With fewer calls than this share of the budget, what is late is described in turn, whatever it is worth. */
const leastPossibleShare = 0.25;

type TypeQueues = {
  readonly rates: TypeRates;
  readonly fifos: Map<string, Fifo>;
  readonly priced: Priced[];
  learned: Learned;
};

/** What happened since the price was set last. */
export type Course = Readonly<{
  now: number;
  seconds: number;
  /** Of these, those in which something was due. */
  busySeconds: number;
  /** That were made. */
  calls: number;
  /** That no price decided on. */
  otherCalls: number;
  wasLate: boolean;
  hadTime: boolean;
}>;

/** The queues of each workflow type, what was learned of it, and the price of a call that follows for all. */
export class Pricing {
  private readonly types = new ByName<TypeQueues>(() => this.newType());
  private readonly priced: Priced[] = [];
  private otherPerSecond = 0;
  /** undefined: it is not known yet. */
  private possiblePerSecond: number | undefined;
  private correction = 1;
  prior = firstPrior;
  /** Wasted seconds that a call is expected to show; 0 while the budget allows all that is useful. */
  price = 0;
  /** As far as the budget allows. */
  private bounds: Bounds;

  constructor(private readonly maxObservationAgeMs: number) {
    this.bounds = { floorMs: maxObservationAgeMs, freshMs };
  }

  ratesOf(workflowType: string): TypeRates {
    return this.types.at(workflowType).rates;
  }

  learnedOf(workflowType: string): Learned {
    return this.types.at(workflowType).learned;
  }

  /** @param added called with a queue that is new */
  fifoFor({ urgency, workflowType, pace = paces.quiet }: Wanted, added: (fifo: Fifo) => void): Fifo {
    const type = this.types.at(workflowType);
    const name = urgency === 'idle' && pace === paces.lively ? 'idle lively' : urgency;
    const known = type.fifos.get(name);
    if (known !== undefined) return known;
    const fifo = new Fifo(groupOf(urgency), leastAgeMs[urgency]);
    type.fifos.set(name, fifo);
    const queue = { fifo, urgency, pace, learned: type.learned };
    type.priced.push(queue);
    this.priced.push(queue);
    fifo.periodMs = periodMsAt(this.price, queue, this.bounds);
    added(fifo);
    return fifo;
  }

  /**
   * Sets the price, and with it how long each queue waits.
   * @returns the share of the budget for first descriptions
   */
  adjust(budgetPerSecond: number, described: number, course: Course): number {
    const { now, seconds, busySeconds, calls, otherCalls, wasLate, hadTime } = course;
    this.learn(seconds);
    const weight = Math.min(1, seconds / averagedOverSeconds);
    this.otherPerSecond += (otherCalls / seconds - this.otherPerSecond) * weight;
    this.possiblePerSecond ??= budgetPerSecond;
    const busyWeight = Math.min(1, busySeconds / averagedOverSeconds);
    if (busyWeight > 0) this.possiblePerSecond += (calls / busySeconds - this.possiblePerSecond) * busyWeight;
    // A process that is starved, or waits for a slow server, makes fewer calls than it may. Where nothing is scarce, fewer are wanted.
    const isScarce = this.price > 0 || wasLate;
    const possible = Math.max(budgetPerSecond * leastPossibleShare, roomToGrow * this.possiblePerSecond);
    const perSecond = isScarce ? Math.min(budgetPerSecond, possible) : budgetPerSecond;
    this.bounds = {
      floorMs: Math.max(this.maxObservationAgeMs, (described * 1000) / (perSecond * floorShare)),
      freshMs: Math.max(freshMs, (this.cancelRequested() * 1000) / (perSecond * freshShare)),
    };
    // What counts and periods do not tell of the demand shows in whether descriptions come late, or calls are left over.
    if (wasLate) this.correction = Math.max(0.5, this.correction * 0.97);
    else if (hadTime) this.correction = Math.min(2, this.correction * 1.03);
    const left = Math.max(perSecond * leastDescribeShare, perSecond - this.otherPerSecond);
    this.price = priceFor(this.priced, left * this.correction, this.bounds, this.price, now);
    let firstPerSecond = 0;
    for (const queue of this.priced) {
      queue.fifo.periodMs = periodMsAt(this.price, queue, this.bounds);
      if (queue.urgency === 'unseen') firstPerSecond += firstDescriptionsPerSecond(this.price, queue, this.bounds, now);
    }
    return firstPerSecond / perSecond;
  }

  private cancelRequested(): number {
    let count = 0;
    for (const { fifo, urgency } of this.priced) if (urgency === 'cancel_requested') count += fifo.size;
    return count;
  }

  private learn(seconds: number): void {
    for (const { rates } of this.types.values()) rates.forget(seconds);
    this.prior = priorOf(Array.from(this.types.values(), ({ rates }) => rates));
    for (const type of this.types.values()) {
      type.learned = type.rates.learned(this.prior);
      for (const queue of type.priced) queue.learned = type.learned;
    }
  }

  private newType(): TypeQueues {
    const rates = new TypeRates();
    return { rates, learned: rates.learned(this.prior), fifos: new Map<string, Fifo>(), priced: [] };
  }
}

function groupOf(urgency: Urgency): Group {
  switch (urgency) {
    case 'timed':
      return 'timed';
    case 'new':
    case 'left_list':
      return 'new';
    case 'history':
      return 'history';
    case 'unseen':
      return 'backlog';
    case 'closed':
    case 'closed_early':
      return 'closed';
    case 'cancel_requested':
      return 'cancelled';
    case 'active':
    case 'starting':
    case 'idle':
      return 'priced';
    case 'urgent_history':
      return 'urgent';
  }
}
