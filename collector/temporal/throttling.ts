import type { Logger } from 'pino';
import { type Refusal, slowedDownBy } from '../model/refusal.js';
import type { Budget } from './budget.js';
import { type Method, visibilityMethods } from './methods.js';

const loggedAtMostEveryMs = 10 * 60_000;
/** Namespaces come and go. */
const rememberAtMost = 1_000;

const consequences = {
  none: 'Temporal refuses a call because its workflow is busy; will retry',
  namespace: 'Temporal refuses calls; the request rate of the namespace is lowered',
  cluster: 'Temporal refuses calls; the request rates of all namespaces are lowered',
} as const;

/** What refusals of one cluster slow down: the budget of a call, or those of all namespaces for calls of its kind. */
export class Throttling {
  private readonly budgets = { visibility: new BudgetsInUse(), others: new BudgetsInUse() };
  private readonly loggedAtMs = new Map<string, number>();

  constructor(private readonly log?: Logger) {}

  called(method: Method, budget: Budget): void {
    this.budgetsFor(method).add(budget);
  }

  refused(method: Method, { namespace, budget }: Readonly<{ namespace: string; budget: Budget }>, refusal: Refusal) {
    const slowed = slowedDownBy(refusal);
    this.tell({ namespace, method, ...refusal }, consequences[slowed]);
    const lastRefusal = { ...refusal, at: Date.now() };
    budget.lastRefusal = lastRefusal;
    if (slowed === 'none') {
      budget.succeeded();
      return;
    }
    const all = slowed === 'cluster' ? this.budgetsFor(method).all() : [budget];
    for (const one of all) {
      one.lastRefusal = lastRefusal;
      one.backOff();
    }
  }

  private budgetsFor(method: Method): BudgetsInUse {
    return visibilityMethods.has(method) ? this.budgets.visibility : this.budgets.others;
  }

  private tell(what: Refusal & Readonly<{ namespace: string; method: Method }>, message: string): void {
    const key = JSON.stringify([what.namespace, what.cause, what.scope]);
    const before = this.loggedAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - before < loggedAtMostEveryMs) return;
    if (this.loggedAtMs.size >= rememberAtMost) this.loggedAtMs.clear();
    this.loggedAtMs.set(key, performance.now());
    this.log?.warn(what, message);
  }
}

/** Those of namespaces that are gone end with their last use elsewhere. */
class BudgetsInUse {
  private readonly known = new WeakSet<Budget>();
  private references: WeakRef<Budget>[] = [];

  add(budget: Budget): void {
    if (this.known.has(budget)) return;
    this.known.add(budget);
    this.references.push(new WeakRef(budget));
  }

  all(): Budget[] {
    this.references = this.references.filter((reference) => reference.deref() !== undefined);
    return this.references.map((reference) => reference.deref()).filter((budget) => budget !== undefined);
  }
}
