import { MappingType, type Panel, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { format } from './format.js';

/** What a panel's field configuration says about one field. */
export type Field = Readonly<{
  title: string;
  unit: string;
  color: string | undefined;
  width: number | undefined;
  isLink: boolean;
  isHidden: boolean;
  /** Of this field alone. */
  mappings: readonly ValueMapping[];
  isTextColoured: boolean;
}>;

export function fieldOf({ fieldConfig }: Panel, name: string): Field {
  const { unit = 'short' } = fieldConfig?.defaults ?? {};
  const properties = (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === 'byName' && matcher.options === name)
    .flatMap((override) => override.properties);
  const value = (id: string) => properties.find((property) => property.id === id)?.value;
  return {
    title: value('displayName') ?? name,
    unit: value('unit') ?? unit,
    color: value('color')?.fixedColor,
    width: value('custom.width'),
    isLink: value('links') !== undefined,
    isHidden: value('custom.hidden') === true,
    mappings: value('mappings') ?? [],
    isTextColoured: value('custom.cellOptions')?.type === 'color-text',
  };
}

/** The text of a value, and its colour by mapping, threshold or the panel's fixed one. */
export function shown(
  { fieldConfig }: Panel,
  value: number | string,
  unit: string,
  fieldMappings: readonly ValueMapping[] = [],
): { text: string; color: string | undefined } {
  const { mappings = [], thresholds, color } = fieldConfig?.defaults ?? {};
  for (const mapping of [...fieldMappings, ...mappings]) {
    const result = mapping.type === MappingType.ValueToText ? mapping.options[String(value)] : undefined;
    if (result !== undefined) return { text: result.text ?? '', color: result.color };
  }
  if (typeof value === 'string') return { text: value, color: undefined };
  const step = [...(thresholds?.steps ?? [])].reverse().find((one) => one.value === null || value >= one.value);
  return { text: format(value, unit), color: color?.mode === 'thresholds' ? step?.color : color?.fixedColor };
}
