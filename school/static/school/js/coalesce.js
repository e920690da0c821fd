/** Makes `work` safe to ask for often: one run at a time, and whatever is asked during a run is one more run after it. */
export function coalesced(work) {
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
      try {
        await work();
      } catch {
        // The page may be offline just now; the next change, reconnection or minute asks again.
      }
    }
    running = false;
  };
}
