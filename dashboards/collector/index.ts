import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { build, uids } from '../frame.js';
import { samplesVariable } from '../samples-variable.js';
import {
  clusterVariable,
  type Defaults,
  datasourceVariable,
  instanceVariable,
  jobVariable,
  namespaceVariable,
  readersVariables,
} from '../variables.js';
import * as account from './account.js';
import * as calls from './calls.js';
import * as passes from './passes.js';
import * as process from './process.js';
import * as trust from './trust.js';

export function collector(defaults: Defaults): Dashboard {
  return build({
    title: 'Deadbeat / Collector',
    uid: uids.collector,
    description: "Whether Deadbeat's figures can be trusted: does it see everything, how fresh, and at what load.",
    variables: [
      datasourceVariable(defaults),
      jobVariable(defaults),
      clusterVariable(),
      instanceVariable(),
      namespaceVariable(),
      samplesVariable(),
      ...readersVariables(defaults, { isUsed: false }),
    ],
    rows: {
      'Can the figures be trusted?': [
        trust.answers,
        trust.complete,
        trust.passAge,
        trust.observationAge,
        trust.unreadable,
        trust.unexamined,
      ],
      Passes: [passes.completeByNamespace, passes.duration, passes.observationAge, passes.tracked],
      'Calls to Temporal': [calls.byMethod, calls.failures, calls.budget, calls.latency],
      Account: [account.late, account.holes, account.lateShare, account.folded, account.clock, account.stateFile],
      Process: [process.cpu, process.memory, process.eventLoop, process.builds],
    },
  });
}
