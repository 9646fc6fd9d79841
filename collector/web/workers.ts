import type { Entry } from '../findings/entry.js';
import type { Identities } from '../findings/identities.js';
import { isRunning } from '../model/activity/activity.js';
import type { Group } from './overview-schema.js';

/** How many activities the server counts as running on each worker, by identity. */
export class WorkerLoads {
  private readonly byIdentity = new Map<string, number>();

  add(entry: Entry): void {
    const { workerIdentity } = entry.activity;
    if (workerIdentity === undefined || !countsAsRunning(entry)) return;
    this.byIdentity.set(workerIdentity, (this.byIdentity.get(workerIdentity) ?? 0) + 1);
  }

  of(identity: string): number {
    return this.byIdentity.get(identity) ?? 0;
  }
}

/** An orphan or a suspect runs, if it does, without the server counting it. */
function countsAsRunning({ activity, conditions }: Entry): boolean {
  return isRunning(activity) && !conditions.orphaned && !conditions.suspect;
}

type Kind = keyof Group['workers'];

/** The workers of the offenders of one activity type, by what is wrong. */
export class GroupWorkers {
  private readonly byKind: Partial<Record<Kind, { identities: Set<string>; running: number; unknown: number }>> = {};

  add(entry: Entry): void {
    const kind = kindOf(entry);
    if (kind === undefined) return;
    const { workerIdentity } = entry.activity;
    this.byKind[kind] ??= { identities: new Set(), running: 0, unknown: 0 };
    const of = this.byKind[kind];
    if (workerIdentity === undefined) of.unknown += 1;
    else of.identities.add(workerIdentity);
    if (countsAsRunning(entry)) of.running += 1;
  }

  fields({ shown }: Identities, loads: WorkerLoads): Group['workers'] {
    const fieldsOf = (kind: Kind) => {
      const of = this.byKind[kind];
      if (of === undefined || of.unknown > 0) return null;
      const [only = ''] = of.identities;
      if (of.identities.size > 1) return { count: of.identities.size, identity: null, others: null };
      return { count: 1, identity: shown(only), others: Math.max(0, loads.of(only) - of.running) };
    };
    return { cancelled: fieldsOf('cancelled'), lost: fieldsOf('lost'), mayStillRun: fieldsOf('mayStillRun') };
  }
}

function kindOf({ conditions }: Entry): Kind | undefined {
  if (conditions.lost) return 'lost';
  if (conditions.reason !== null) return 'cancelled';
  return conditions.orphaned || conditions.suspect ? 'mayStillRun' : undefined;
}
