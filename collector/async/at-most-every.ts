/** Leaves out what comes too soon after the last time. */
export function atMostEvery<T>(everyMs: number, act: (value: T) => void): (value: T) => void {
  let actedAtMs = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - actedAtMs < everyMs) return;
    actedAtMs = performance.now();
    act(value);
  };
}
