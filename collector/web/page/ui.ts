import type { Row } from '../../findings/row.js';
import type { Sdk } from '../../findings/sdk-code.js';

/** All rows of an activity type, once they are asked for. */
export type Loaded = Readonly<{ rows: readonly Row[]; truncated: boolean }>;

/** What the reader has chosen, and what a choice does. Without a script nothing can be chosen. */
export type Ui = Readonly<{
  isStatic: boolean;
  sdk: Sdk;
  open: ReadonlySet<string>;
  loaded: ReadonlyMap<string, Loaded>;
  copied?: string | undefined;
  toggle?: (key: string, isOpen: boolean) => void;
  chooseSdk?: (sdk: Sdk) => void;
  copy?: (text: string) => void;
  /** The address at which a case is open. */
  linkTo?: (key: string) => string;
}>;

export const staticUi: Ui = { isStatic: true, sdk: 'TypeScript', open: new Set(), loaded: new Map() };
