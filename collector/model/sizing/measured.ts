/** Written by `npm run bench -- sizing`: what a collector takes, on the machine that docs/performance.md names there. */
export const measured = {
  /** Resident memory of one that follows nothing. */
  baseMb: 106,
  /** At most, of an execution that runs nothing, and of one that runs an activity. */
  bytesPerIdle: 690,
  bytesPerRunning: 1_810,
  cpuSecondsPerCall: 0.00047,
  /** Without calls: passes, and a scrape every second. */
  coresAtRest: 0.012,
};
