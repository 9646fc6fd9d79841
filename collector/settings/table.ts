import type { Setting } from './setting.js';
import { auditingSettings } from './table/auditing.js';
import { judgingSettings } from './table/judging.js';
import { scanningSettings } from './table/scanning.js';
import { servingSettings } from './table/serving.js';
import { temporalSettings } from './table/temporal.js';

/** Every setting: parsing, `--help` and docs/configuration.md read this table. */
export const settingsTable = {
  ...temporalSettings,
  ...judgingSettings,
  ...servingSettings,
  ...scanningSettings,
  ...auditingSettings,
};

type Table = typeof settingsTable;
type Key = keyof Table;
type Parsed<K extends Key> = ReturnType<Table[K]['parse']>;
/** Those without a default are absent unless given. */
type WithDefault = { [K in Key]: Table[K] extends { default: string } ? K : never }[Key];

export type Settings = Readonly<
  { [K in WithDefault]: Parsed<K> } & { [K in Exclude<Key, WithDefault>]?: Parsed<K> | undefined }
>;

export const allSettings: readonly Setting<unknown>[] = Object.values(settingsTable);
