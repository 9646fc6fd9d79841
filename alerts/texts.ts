import type { AnyLabel } from '../promql/metrics.js';
import { acceptedRecord, acceptedUntilRecord, teamRecord } from './records/levels.js';

/** `problem` is a label that a rule makes. */
export type AnnotationLabel = AnyLabel | 'problem';

export type ValueFormat = 'duration' | 'percent' | 'number';

/** What a text says of the alert at hand, in the template language of the one who evaluates it. */
export type Words = Readonly<{
  label: (name: AnnotationLabel) => string;
  /** Escaped for the query of a URL. */
  labelInUrl: (name: AnnotationLabel) => string;
  /** In single quotes, as a shell takes it for one word whatever it contains. */
  labelInShell: (name: AnnotationLabel) => string;
  /** `text` where the label is not empty; `otherwise` where it is. */
  ifLabel: (name: AnnotationLabel, text: string, otherwise?: string) => string;
  value: (format: ValueFormat) => string;
  /** A sentence with all teams that waste slots of the alert's queue, where owners are given and can be asked for. */
  teams: () => string;
  /** Says that --owners-file accepted the waste, and that the date has passed or the waste exceeds it. */
  acceptanceEnded: () => string;
}>;

const functions: Readonly<Record<ValueFormat, string>> = {
  duration: 'humanizeDuration',
  percent: 'humanizePercentage',
  number: 'humanize',
};

export const prometheusWords: Words = { ...wordsOf('$labels', '$value'), teams: teamsOfQueue, acceptanceEnded };
/** Without dollar signs, which Grafana's provisioning takes for environment variables; A is the query. */
export const grafanaWords = wordsOf('.Labels', '.Values.A.Value');

function wordsOf(labels: string, value: string): Words {
  return {
    teams: () => '',
    acceptanceEnded: () => '',
    label: (name) => `{{ ${labels}.${name} }}`,
    labelInUrl: (name) => `{{ ${labels}.${name} | urlquery }}`,
    labelInShell: (name) => `'{{ reReplaceAll "'" "'\\\\''" ${labels}.${name} }}'`,
    ifLabel: (name, text, otherwise) =>
      `{{ if ${labels}.${name} }}${text}${otherwise === undefined ? '' : `{{ else }}${otherwise}`}{{ end }}`,
    value: (format) => `{{ ${value} | ${functions[format]} }}`,
  };
}

/** Prometheus' templates can ask; Grafana's cannot. */
function teamsOfQueue(): string {
  const kinds = `${teamRecord}{cluster=%q, namespace=%q, task_queue=%q, team!=%q}`;
  const asked = `printf "count by (team) (${kinds})" (or $labels.cluster "") $labels.namespace $labels.task_queue ""`;
  return `{{ with query (${asked}) }}Teams concerned: {{ range $index, $found := . }}{{ if $index }}, {{ end }}{{ $found.Labels.team }}{{ end }}. {{ end }}`;
}

/** An entry without a date does not say whether it ever accepted this much. */
function acceptanceEnded(): string {
  const kind = '{cluster=%q, namespace=%q, task_queue=%q, workflow_type=%q, activity_type=%q}';
  const labels =
    '(or $labels.cluster "") $labels.namespace $labels.task_queue (or $labels.workflow_type "") $labels.activity_type';
  const ended = `{{ with query (printf "${acceptedUntilRecord}${kind} < time()" ${labels}) }}--owners-file accepted this waste until {{ . | first | value | humanizeTimestamp }}. `;
  const exceeded = `{{ else }}{{ with query (printf "${acceptedRecord}${kind} == 0" ${labels}) }}No entry of --owners-file accepts this waste now. {{ end }}{{ end }}`;
  return `${ended}${exceeded}`;
}
