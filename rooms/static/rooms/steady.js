/**
 * Timers that ring in a hidden tab as well: browsers wake the timers of a hidden page once a minute, those of a worker on
 * time. Where there is no worker, the page's own have to do.
 */

export class Steady {
  #worker = null;
  #waiting = new Map();
  #last = 0;

  constructor({ Clock = globalThis.Worker } = {}) {
    try {
      this.#worker = new Clock(new URL("./steady-worker.js", import.meta.url));
      this.#worker.onmessage = ({ data }) => this.#ring(data);
      this.#worker.onerror = () => this.#alone();
    } catch {
      this.#worker = null;
    }
  }

  /** Runs it once after so many milliseconds; the number clears it. */
  set(run, after) {
    this.#last += 1;
    this.#waiting.set(this.#last, { run, due: performance.now() + after });
    this.#wind(this.#last, after);
    return this.#last;
  }

  clear(number) {
    this.#waiting.delete(number);
  }

  #wind(number, after) {
    if (this.#worker) {
      this.#worker.postMessage([number, after]);
    } else {
      setTimeout(() => this.#ring(number), after);
    }
  }

  #ring(number) {
    const found = this.#waiting.get(number);
    this.#waiting.delete(number);
    found?.run();
  }

  /** The worker could not be loaded. */
  #alone() {
    this.#worker = null;
    this.#waiting.forEach(({ due }, number) => this.#wind(number, Math.max(0, due - performance.now())));
  }
}
