import type { Entry } from '../findings/entry.js';
import type { Identities } from '../findings/identities.js';
import { isRunning } from '../model/activity/activity.js';
import type { Group } from './overview-schema.js';

/** How many activities run on each worker as the server counts, and how many may still run there, by identity. */
export class WorkerLoads {
  private readonly byIdentity = new Map<string, { running: number; mayStillRun: number }>();

  add(entry: Entry): void {
    const { workerIdentity } = entry.activity;
    const isRunning = countsAsRunning(entry);
    if (workerIdentity === undefined || !(isRunning || mayStillRun(entry))) return;
    const load = this.byIdentity.get(workerIdentity) ?? { running: 0, mayStillRun: 0 };
    load[isRunning ? 'running' : 'mayStillRun'] += 1;
    this.byIdentity.set(workerIdentity, load);
  }

  of(identity: string) {
    return this.byIdentity.get(identity) ?? { running: 0, mayStillRun: 0 };
  }
}

/** An orphan or a suspect runs, if it does, without the server counting it. */
function countsAsRunning({ activity, conditions }: Entry): boolean {
  return isRunning(activity) && !conditions.orphaned && !conditions.suspect;
}

function mayStillRun({ conditions }: Entry): boolean {
  return conditions.orphaned || conditions.suspect;
}

type Kind = keyof Group['workers'];

type OfKind = { identities: Set<string>; running: number; mayStillRun: number; unknown: number };

/** The workers of the offenders of one activity type, by what is wrong. */
export class GroupWorkers {
  private readonly byKind: Partial<Record<Kind, OfKind>> = {};

  add(entry: Entry): void {
    const kind = kindOf(entry);
    if (kind === undefined) return;
    const { workerIdentity } = entry.activity;
    this.byKind[kind] ??= { identities: new Set(), running: 0, mayStillRun: 0, unknown: 0 };
    const of = this.byKind[kind];
    if (workerIdentity === undefined) of.unknown += 1;
    else of.identities.add(workerIdentity);
    if (countsAsRunning(entry)) of.running += 1;
    if (mayStillRun(entry)) of.mayStillRun += 1;
  }

  fields({ shown }: Identities, loads: WorkerLoads): Group['workers'] {
    const fieldsOf = (kind: Kind) => {
      const of = this.byKind[kind];
      if (of === undefined || of.unknown > 0) return null;
      const [only = ''] = of.identities;
      const { size: count } = of.identities;
      if (count > 1) return { count, identity: null, others: null, othersMayStillRun: null };
      const all = loads.of(only);
      return {
        count,
        identity: shown(only),
        others: Math.max(0, all.running - of.running),
        othersMayStillRun: Math.max(0, all.mayStillRun - of.mayStillRun),
      };
    };
    return { cancelled: fieldsOf('cancelled'), lost: fieldsOf('lost'), mayStillRun: fieldsOf('mayStillRun') };
  }
}

function kindOf(entry: Entry): Kind | undefined {
  const { conditions } = entry;
  if (conditions.lost) return 'lost';
  if (conditions.reason !== null) return 'cancelled';
  return mayStillRun(entry) ? 'mayStillRun' : undefined;
}
