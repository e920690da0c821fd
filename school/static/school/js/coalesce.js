/**
 * Makes `work` safe to ask for often: one run at a time, and whatever is asked during a run is one more run after it.
 * With a `pause`, so many runs `inARow` begin at once; after them, one in each `pause` milliseconds.
 */
export function coalesced(work, pause = 0, inARow = 1) {
  let running = false;
  let again = false;
  const rest = pause && rests(pause, inARow);
  return async function run() {
    again = true;
    if (running) {
      return;
    }
    running = true;
    while (again) {
      const milliseconds = rest && rest();
      if (milliseconds > 0) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
      // Only now: whatever was asked during the rest is answered by this run too.
      again = false;
      try {
        await work();
      } catch {
        // The page may be offline just now; the next change, reconnection or minute asks again.
      }
    }
    running = false;
  };
}

/** A bucket of `inARow` runs into which one falls every `pause` milliseconds; says how long the next one has to wait. */
function rests(pause, inARow) {
  let left = inARow;
  let filled = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(inARow, left + (now - filled) / pause) - 1;
    filled = now;
    return Math.max(0, Math.ceil(-left * pause));
  };
}
