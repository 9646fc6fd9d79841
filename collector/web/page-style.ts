import type { RowStyle } from '../findings/rows.js';

/** How the page writes what it shows. */
export type PageStyle = RowStyle & Readonly<{ timeZone: string }>;
