/** How long to wait before connecting again: quickly at first, never in step with the other browsers. */

const WAITS = [0, 300, 1200, 2700, 4800, 7000];
const SPREAD = 0.25;
const LEAST_SPREAD = 300;

/** Milliseconds before the given attempt (0 is the first), with `random()` in [0, 1) as the jitter. */
export function waitBefore(attempt, random = Math.random) {
  const wait = WAITS[Math.min(attempt, WAITS.length - 1)];
  return wait + random() * Math.max(LEAST_SPREAD, wait * SPREAD);
}
