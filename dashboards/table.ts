import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { fill, type PanelSpec } from './panels.js';

type Column = Readonly<{
  field: string;
  title: string;
  unit?: string;
  width?: number;
  links?: readonly Link[];
  /** Words and colours in place of its values. */
  words?: dashboard.ValueMap;
  /** Only for the links of other columns. */
  isHidden?: boolean;
}>;
type Link = Readonly<{ title: string; url: string }>;

const colouredText = { id: 'custom.cellOptions', value: { type: common.TableCellDisplayMode.ColorText } };

/** What an instant query answers besides the labels that a table is about. */
const besidesColumns = ['Time', 'Value', '__name__', 'job', 'instance', 'shard'];

/** A row for each label set. */
export function table(
  spec: PanelSpec & Readonly<{ columns: readonly Column[]; sortBy: string; isAscending?: boolean }>,
): TableBuilder {
  const { columns, sortBy, isAscending = false } = spec;
  const fields = columns.map(({ field }) => field);
  const panel = fill(new TableBuilder(), spec, 'table')
    .cellHeight(common.TableCellHeight.Sm)
    .sortBy([new common.TableSortByFieldStateBuilder().displayName(sortBy).desc(!isAscending)]);
  if (spec.queries.length > 1) panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(
        besidesColumns.filter((field) => !fields.includes(field)).map((field) => [field, true]),
      ),
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
    },
  });
  for (const { title, unit, width, links, words, isHidden } of columns) {
    panel.overrideByName(title, [
      ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(isHidden ? [{ id: 'custom.hidden', value: true }] : []),
      ...(words === undefined ? [] : [{ id: 'mappings', value: [words] }, colouredText]),
      ...(links === undefined ? [] : [{ id: 'links', value: links.map((link) => ({ ...link, targetBlank: true })) }]),
    ]);
  }
  return panel;
}
