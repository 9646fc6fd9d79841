/** The input of a scenario: the first argument of every workflow and activity of the demo. */
export type ScenarioInput = Pace &
  Readonly<{
    /** Base URL of the slow external systems that some activities call. */
    servicesUrl: string;
  }>;

/** How long a second of a scenario, and a minute of its long jobs, last in a run. */
export type Pace = Readonly<{ secondMs: number; minuteMs: number }>;

export const paces = {
  /** Seconds are real; twenty minutes of a report take half a minute. */
  demo: { secondMs: 1_000, minuteMs: 1_500 },
  realTime: { secondMs: 1_000, minuteMs: 60_000 },
} as const satisfies Record<string, Pace>;

/** Milliseconds in this run of the seconds and minutes of a scenario. */
export function timesOf({ secondMs, minuteMs }: Pace) {
  return {
    seconds: (count: number) => Math.round(count * secondMs),
    minutes: (count: number) => Math.round(count * minuteMs),
  };
}
