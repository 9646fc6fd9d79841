import type { Millis, RunningActivity } from '../activity/activity.js';
import type { Request } from '../activity/request.js';
import type { ExecutionKey, ExecutionKind } from './execution.js';
import type { OverrunCause } from './overrun.js';

/** An attempt that the server has given up on (timed out, or orphaned past its timeouts); its code may still run. */
export type Suspect = ExecutionKey &
  Readonly<{
    kind: ExecutionKind;
    workflowType: string;
    activity: RunningActivity;
    givenUpAt: Millis;
    /** Absent: not known. */
    cause?: OverrunCause;
    /** The last report of its worker by which a slot held such code, probably that of this attempt: the one given up first. */
    heldUntil?: Millis;
    /** Absent: none is known. */
    request?: Request;
  }>;
