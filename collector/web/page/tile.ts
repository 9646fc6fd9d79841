import type { ComponentChildren } from 'preact';

/** A number of the page, with its name and what it counts. */
export type Tile = Readonly<{ term: string; value: ComponentChildren; meaning: ComponentChildren }>;
