import type { AnyLabel } from '../promql/metrics.js';

export type ValueFormat = 'duration' | 'percent' | 'number';

/** What a text says of the alert at hand, in the template language of the one who evaluates it. */
export type Words = Readonly<{
  label: (name: AnyLabel | 'instance') => string;
  /** Escaped for the query of a URL. */
  labelInUrl: (name: AnyLabel) => string;
  /** `text` where the label is not empty; `otherwise` where it is. */
  ifLabel: (name: AnyLabel | 'instance', text: string, otherwise?: string) => string;
  value: (format: ValueFormat) => string;
}>;

const functions: Readonly<Record<ValueFormat, string>> = {
  duration: 'humanizeDuration',
  percent: 'humanizePercentage',
  number: 'humanize',
};

export const prometheusWords = wordsOf('$labels', '$value');
/** Without dollar signs, which Grafana's provisioning takes for environment variables; A is the query. */
export const grafanaWords = wordsOf('.Labels', '.Values.A.Value');

function wordsOf(labels: string, value: string): Words {
  return {
    label: (name) => `{{ ${labels}.${name} }}`,
    labelInUrl: (name) => `{{ ${labels}.${name} | urlquery }}`,
    ifLabel: (name, text, otherwise) =>
      `{{ if ${labels}.${name} }}${text}${otherwise === undefined ? '' : `{{ else }}${otherwise}`}{{ end }}`,
    value: (format) => `{{ ${value} | ${functions[format]} }}`,
  };
}
