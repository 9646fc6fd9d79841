import type { Entry } from '../findings/entry.js';
import type { Identities } from '../findings/identities.js';
import { isRunning } from '../model/activity/activity.js';
import type { Group } from './overview-schema.js';

type Load = { running: number; mayStillRun: number; undecided: number };

const noLoad = (): Load => ({ running: 0, mayStillRun: 0, undecided: 0 });

/** How many activities run on each worker as the server counts, how many may still run there, and of how many that is not known yet. */
export class WorkerLoads {
  private readonly byIdentity = new Map<string, Load>();

  add(entry: Entry): void {
    const { workerIdentity } = entry.activity;
    const part = partOf(entry);
    if (workerIdentity === undefined || part === undefined) return;
    const load = this.byIdentity.get(workerIdentity) ?? noLoad();
    load[part] += 1;
    this.byIdentity.set(workerIdentity, load);
  }

  of(identity: string): Readonly<Load> {
    return this.byIdentity.get(identity) ?? noLoad();
  }
}

/** An orphan, or what the server has given up on, runs, if it does, without the server counting it. */
function partOf({ activity, conditions }: Entry): keyof Load | undefined {
  if (conditions.orphaned || conditions.suspect) return 'mayStillRun';
  if (conditions.undecided) return 'undecided';
  return isRunning(activity) ? 'running' : undefined;
}

type Kind = keyof Group['workers'];

type OfKind = { identities: Set<string>; unknown: number; load: Load };

/** The workers of the offenders of one activity type, by what is wrong. */
export class GroupWorkers {
  private readonly byKind: Partial<Record<Kind, OfKind>> = {};

  add(entry: Entry): void {
    const kind = kindOf(entry);
    if (kind === undefined) return;
    const { workerIdentity } = entry.activity;
    this.byKind[kind] ??= { identities: new Set(), unknown: 0, load: noLoad() };
    const of = this.byKind[kind];
    if (workerIdentity === undefined) of.unknown += 1;
    else of.identities.add(workerIdentity);
    const part = partOf(entry);
    if (part !== undefined) of.load[part] += 1;
  }

  fields({ shown }: Identities, loads: WorkerLoads): Group['workers'] {
    const fieldsOf = (kind: Kind) => {
      const of = this.byKind[kind];
      if (of === undefined || of.unknown > 0) return null;
      const [only = ''] = of.identities;
      const { size: count } = of.identities;
      if (count > 1) return { count, identity: null, others: null, othersMayStillRun: null, othersUndecided: null };
      const all = loads.of(only);
      return {
        count,
        identity: shown(only),
        others: Math.max(0, all.running - of.load.running),
        othersMayStillRun: Math.max(0, all.mayStillRun - of.load.mayStillRun),
        othersUndecided: all.undecided,
      };
    };
    return { cancelled: fieldsOf('cancelled'), lost: fieldsOf('lost'), mayStillRun: fieldsOf('mayStillRun') };
  }
}

function kindOf(entry: Entry): Kind | undefined {
  const { conditions } = entry;
  if (conditions.lost) return 'lost';
  if (conditions.reason !== null) return 'cancelled';
  return conditions.orphaned || conditions.suspect ? 'mayStillRun' : undefined;
}
