import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { build, uids } from '../frame.js';
import { activityVariables, type Defaults, readersVariables } from '../variables.js';
import * as now from './now.js';
import * as orphans from './orphans.js';
import * as silence from './silence.js';
import * as unreachable from './unreachable.js';
import * as workers from './workers.js';

export function heartbeats(defaults: Defaults): Dashboard {
  return build({
    title: 'Deadbeat / Heartbeats',
    uid: uids.heartbeats,
    description:
      'Whether running activities show signs of life, and what is lost where they do not: silence, lost workers, orphans, slots.',
    variables: [...activityVariables(defaults), ...readersVariables(defaults, { isUsed: false })],
    rows: {
      Now: [now.worst, now.stale, now.stalled, now.cannotHear, now.lost, now.unaccounted],
      Silence: [silence.bands, silence.usedByType, silence.oldestByType, silence.staleAndStalled],
      'Out of reach of a cancellation': [unreachable.overTime, unreachable.exposure],
      Workers: [workers.waiting, workers.timeLost, workers.slotsOverTime, workers.slotsByQueue],
      Orphans: [orphans.mayRun, orphans.bound],
    },
  });
}
