/** Written by `npm run bench -- sizing`: what a collector takes, on the machine that docs/performance.md names there. */
export const measured = {
  /** Resident memory of one that follows nothing. */
  baseMb: 106,
  /** At most, of an execution that runs nothing, and of one that runs an activity. */
  bytesPerIdle: 1_350,
  bytesPerRunning: 1_910,
  cpuSecondsPerCall: 0.00061,
  /** Without calls: passes, and a scrape every second. */
  coresAtRest: 0.012,
};
