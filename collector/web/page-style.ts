import type { RowStyle } from '../findings/rows.js';
import type { Accesses } from '../model/access.js';

/** How the page writes what it shows. */
export type PageStyle = RowStyle &
  Readonly<{
    timeZone: string;
    /** Absent: there are no commands to audit what is watched. */
    accesses?: Accesses['accesses'] | undefined;
    /** Of --query. */
    query?: string | undefined;
  }>;
