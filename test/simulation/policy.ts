import type { Read, Seen, Timeline } from './timeline.js';

export type Call = Readonly<{ execution: number; task: 'describe' | 'history' }>;

/** Decides which call comes next; told of each answer. Instants are seconds. */
export type Policy = {
  next: (now: number) => Call | undefined;
  described: (execution: number, now: number, seen: Seen) => void;
  read: (execution: number, now: number, read: Read) => void;
  /** A pass lists it as open for the first time; it is the last of the timelines. */
  appeared?: (execution: number, now: number) => void;
  /** A pass lists it as closed. */
  left?: (execution: number, now: number) => void;
};

export type PolicyFor = (timelines: readonly Timeline[], budgetPerSecond: number) => Policy;
