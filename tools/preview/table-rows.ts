import { targetsOf } from '../grafana/queries.js';
import { fieldOf } from './field-config.js';
import type { PanelData } from './panel-data.js';

export type Table = Readonly<{ titles: readonly string[]; rows: readonly (readonly (string | number)[])[] }>;

/** Joins the answers to the queries by their labels, then arranges and sorts as the panel says. */
export function tableOf({ panel, series }: PanelData): Table {
  const isOne = targetsOf(panel).length === 1;
  const merged = new Map<string, Record<string, string | number>>();
  for (const { refId, labels, points } of series) {
    const key = JSON.stringify(Object.entries(labels).sort());
    const row = merged.get(key) ?? { ...labels };
    row[isOne ? 'Value' : `Value #${refId}`] = points[0]?.[1] ?? Number.NaN;
    merged.set(key, row);
  }
  const { renameByName, indexByName } = panel.transformations?.find(({ id }) => id === 'organize')?.options ?? {};
  const fields = Object.keys(renameByName)
    .filter((field) => !fieldOf(panel, renameByName[field]).isHidden)
    .sort((a, b) => indexByName[a] - indexByName[b]);
  const titles = fields.map((field) => renameByName[field] as string);
  const { displayName, desc } = panel.options.sortBy?.[0] ?? {};
  const sortColumn = titles.indexOf(displayName);
  const rows = [...merged.values()].map((row) => fields.map((field) => row[field] ?? ''));
  rows.sort((a, b) => compared(a[sortColumn], b[sortColumn]));
  return { titles, rows: desc ? rows.reverse() : rows };
}

function compared(a: string | number | undefined, b: string | number | undefined): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
