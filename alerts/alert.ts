import type { Select } from '../promql/selector.js';
import type { DashboardLink } from './dashboard-link.js';
import type { Commands } from './rules/commands.js';
import type { Words } from './texts.js';
import type { Duration } from './threshold-kinds.js';
import type { Thresholds } from './thresholds.js';

/** critical pages the person on call, warning goes to the team's chat, info becomes a ticket. */
export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export type Alert = Readonly<{
  name: `Deadbeat${string}`;
  severity: Severity;
  /** The same alert with another severity, for activity types whose entry in --owners-file names it. */
  isNamedByOwners?: boolean;
  expression: string;
  for: Duration;
  keepFiringFor?: Duration;
  /** One sentence with what, where and how long. */
  summary: (words: Words) => string;
  /** What happens, why it matters, the first step. */
  description: (words: Words) => string;
  /** Ready to paste, filled from the labels. */
  commands: Commands;
  dashboard: DashboardLink;
  /** For docs/alerts.md. */
  firesWhen: string;
  timing: Timing;
}>;

/** From a cause to the moment at which Deadbeat's metrics meet the condition of the alert, in milliseconds. */
export type Timing = Readonly<{ cause: string; soonestMs: number; latestMs: number }>;

export type RecordingRule = Readonly<{
  record: string;
  expression: string;
  /** Besides those of the expression. */
  labels?: Readonly<Record<string, string>>;
}>;

/** Rules that are evaluated together, the recording ones first. */
export type RuleGroup = Readonly<{
  name: string;
  interval: Duration;
  records: readonly RecordingRule[];
  alerts: readonly Alert[];
}>;

/** What the rules are made from. */
export type RuleContext = Readonly<{ thresholds: Thresholds; series: Select }>;
