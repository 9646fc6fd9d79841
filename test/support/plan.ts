/** What the workflow `run` does; the test workers of all three languages understand it. */
export type Plan = Readonly<{
  /** Any name: the workers run every activity type. */
  activityType: string;
  taskQueue: string;
  /** What the first, the second, … attempt does; the last entry also serves all later ones. */
  work: readonly Work[];
  startToCloseMs: number;
  heartbeatTimeoutMs?: number;
  /** None unless told (TypeScript only). */
  scheduleToCloseMs?: number;
  /** 1 unless told. */
  attempts?: number;
  /** Never unless told. */
  cancelAfterMs?: number;
  /** Whether the workflow waits for the activity's end. `try` is the default of the Go, Java and Python SDKs. */
  cancellation: 'wait' | 'try';
  /** How long the workflow stays open after the activity's result. */
  lingerMs?: number;
}>;

export type Work = Readonly<{
  behaviour: /** Never heartbeats, so it never hears. */
    | 'blind'
    /** Ends when it is told. */
    | 'heartbeating'
    /** Is told, and works on. */
    | 'ignoring'
    /** Heartbeats once, then never again. */
    | 'silent'
    /** Heartbeats on and on, from its 50th heartbeat with the same details. */
    | 'stalled'
    /** Fails at its end. */
    | 'failing'
    /** Never heartbeats, and ends when its worker tells it of the cancellation (TypeScript and Python only). */
    | 'obedient'
    /** Leaves at once, to be completed by others (TypeScript only). */
    | 'asynchronous';
  ms: number;
}>;

/** How often the test workers heartbeat. */
export const beatMs = 200;
export const stalledAfterBeats = 50;

/** How long after the end of an attempt the next one is due. */
export const retryAfterMs = 500;
