/** What a scenario is played with: every workflow and activity of the demo gets it as its first argument. */
export type Scene = Pace &
  Readonly<{
    /** Base URL of the slow external systems that some activities call. */
    servicesUrl: string;
  }>;

/** How long the seed's seconds, and the minutes of its long jobs, last in a run. */
export type Pace = Readonly<{ secondMs: number; minuteMs: number }>;

export const paces = {
  /** Seconds are real; twenty minutes of a report take half a minute. */
  demo: { secondMs: 1_000, minuteMs: 1_500 },
  realTime: { secondMs: 1_000, minuteMs: 60_000 },
} as const satisfies Record<string, Pace>;

/** Milliseconds in this run of what the seed calls seconds and minutes. */
export function timesOf({ secondMs, minuteMs }: Pace) {
  return {
    seconds: (count: number) => Math.round(count * secondMs),
    minutes: (count: number) => Math.round(count * minuteMs),
  };
}
