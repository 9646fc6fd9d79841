type Timer = { atMs: number; call: () => void };

let timers: Timer[] = [];

/**
 * A clock that a test holds, for what imports its timers from `node:timers`: it moves only while all wait, to the next timer.
 * That fires a little early, as timers may; or late, where the loop was busy.
 */
export const held = {
  ms: 0,
  /** How long the loop is held up when a timer is to fire at `atMs`. */
  late: (_atMs: number) => 0,

  reset(): void {
    held.ms = 0;
    held.late = () => 0;
    timers = [];
  },
};

export function setTimeout(call: () => void, ms: number): Timer {
  if (timers.length === 0) setImmediate(turn);
  const timer = { atMs: held.ms + Math.max(0.05, ms - 0.4), call };
  timers.push(timer);
  return timer;
}

export function clearTimeout(timer: Timer | undefined): void {
  timers = timers.filter((one) => one !== timer);
}

function turn(): void {
  if (timers.length === 0) return;
  held.ms = Math.max(held.ms, Math.min(...timers.map(({ atMs }) => atMs)));
  held.ms += held.late(held.ms);
  const due = timers.filter(({ atMs }) => atMs <= held.ms).sort((a, b) => a.atMs - b.atMs);
  timers = timers.filter(({ atMs }) => atMs > held.ms);
  const isSet = timers.length > 0;
  for (const { call } of due) call();
  if (isSet) setImmediate(turn);
}
