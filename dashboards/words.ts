import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import { judgement, type Word } from './palette.js';

type Words = Readonly<Record<string, Word>>;

/** Colours and plain words for the series that a label's values name. */
export function seriesWords(words: Words) {
  return Object.entries(words).map(([value, { color, text }]) => ({
    matcher: { id: 'byName', options: value },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
      { id: 'displayName', value: text },
    ],
  }));
}

/** The same for the cells of a table. */
export function cellWords(words: Words): ValueMap {
  return { type: MappingType.ValueToText, options: { ...words } };
}

export const yesOrNo = cellWords({
  0: { text: 'no', color: judgement.bad },
  1: { text: 'yes', color: judgement.good },
});
