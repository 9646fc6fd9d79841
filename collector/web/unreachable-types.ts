import type { Entry } from '../findings/entry.js';
import { ownerFields } from '../findings/rows.js';
import { typeNamesOf } from '../findings/type-names.js';
import { forcedEndAt, isRunning } from '../model/activity/activity.js';
import type { Owners } from '../owners/owners.js';
import type { UnreachableType } from './overview-schema.js';

const typesAtMost = 100;

/**
 * Activity types whose running activities would not receive a cancellation. Those already cancelled are waste now, not a
 * risk; those whose worker is lost are counted apart, as it is not known whether they run.
 */
export class UnreachableTypes {
  private readonly types = new Map<string, { first: Entry; count: number; exposureMs: number; unlimited: number }>();
  count = 0;
  lost = 0;

  add(entry: Entry): void {
    const { activity, conditions, isUnreachable } = entry;
    if (!isUnreachable || !isRunning(activity) || conditions.reason !== null) return;
    if (conditions.lost) {
      this.lost += 1;
      return;
    }
    this.count += 1;
    const type = this.types.get(entry.typeKey) ?? { first: entry, count: 0, exposureMs: 0, unlimited: 0 };
    this.types.set(entry.typeKey, type);
    type.count += 1;
    const endAt = forcedEndAt(activity);
    if (endAt === undefined) type.unlimited += 1;
    else type.exposureMs += Math.max(0, endAt - activity.attemptStartedAt - entry.silenceMs);
  }

  worstFirst(owners: Owners | undefined): UnreachableType[] {
    return [...this.types.values()]
      .sort((a, b) => b.unlimited - a.unlimited || b.exposureMs - a.exposureMs || b.count - a.count)
      .slice(0, typesAtMost)
      .map(({ first, count, exposureMs, unlimited }) => ({
        ...typeNamesOf(first),
        ...{ count, exposureSeconds: exposureMs / 1000, unlimited },
        owner: ownerFields(owners?.ownerOf(typeNamesOf(first))),
      }));
  }
}
