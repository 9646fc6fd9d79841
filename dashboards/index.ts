import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { collector } from './collector/index.js';
import { heartbeats } from './heartbeats/index.js';
import type { Defaults } from './variables.js';
import { wastedWork } from './wasted-work/index.js';

export type { Defaults };

/** All dashboards, the one to open first first. */
export function allDashboards(defaults: Defaults = {}): Dashboard[] {
  return [wastedWork(defaults), heartbeats(defaults), collector(defaults)];
}
