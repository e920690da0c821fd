/**
 * Makes `work` safe to ask for often: one run at a time, and whatever is asked during a run is one more run after it.
 * From the beginning of one run to that of the next it takes `pause` milliseconds at least.
 */
export function coalesced(work, pause = 0) {
  let running = false;
  let again = false;
  return async function run() {
    again = true;
    if (running) {
      return;
    }
    running = true;
    while (again) {
      again = false;
      const rested = pause && new Promise((resolve) => setTimeout(resolve, pause));
      try {
        await work();
      } catch {
        // The page may be offline just now; the next change, reconnection or minute asks again.
      }
      if (rested) {
        await rested;
      }
    }
    running = false;
  };
}
