import type { Entry } from '../findings/entry.js';
import type { RowStyle } from '../findings/rows.js';
import { Groups } from './groups.js';
import { WorkerLoads } from './workers.js';

/** What all activities add up to: the same for all who read, whatever their filters are. */
export class Whole {
  readonly groups: Groups;
  readonly loads = new WorkerLoads();

  constructor(style: RowStyle) {
    this.groups = new Groups(style);
  }

  add(entry: Entry): void {
    this.groups.add(entry);
    this.loads.add(entry);
  }
}
