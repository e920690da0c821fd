/** Keeps the screen on while a lesson runs: hands are on the keys, not on the phone. */

export class Wake {
  #lock = null;
  #isWanted = false;
  #again = () => document.visibilityState === "visible" && this.#take();

  start() {
    this.#isWanted = true;
    document.addEventListener("visibilitychange", this.#again);
    return this.#take();
  }

  stop() {
    this.#isWanted = false;
    document.removeEventListener("visibilitychange", this.#again);
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  async #take() {
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (this.#isWanted) {
        this.#lock = lock ?? null;
      } else {
        lock?.release().catch(() => {});
      }
    } catch {
      // Low battery, or a browser without it: the lesson goes on, the screen may go dark.
    }
  }
}
