import type { timesOf } from './scenario-input.js';

/** What a scenario may do to its worker while its activity runs. */
export type WorkerControls = Readonly<{
  times: ReturnType<typeof timesOf>;
  /** Waits until the server counts an attempt as running; when that began. */
  running(): Promise<Date>;
  wait(ms: number): Promise<void>;
  /** What the live view shows from now on. */
  say(phase: string): void;
  /** SIGKILL. */
  killWorker(): Promise<void>;
  /** SIGSTOP: to others, as if its network had failed. */
  freezeWorker(): Promise<void>;
  /** As a supervisor would that finds the first one gone. */
  startAnotherWorker(): Promise<void>;
}>;
