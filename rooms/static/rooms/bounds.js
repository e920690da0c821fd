/** How often something may be done: so many times at once and then once in a while, by several measures together. */

export class Bounds {
  #measures;
  #now;
  #at;

  /** `measures`: [{most, every}]; `every` in milliseconds. */
  constructor(measures, now = () => performance.now()) {
    this.#now = now;
    this.#at = now();
    this.#measures = measures.map((one) => ({ ...one, left: one.most }));
  }

  /** 0: it may be done, and is counted; else the milliseconds until it may be. */
  take() {
    const now = this.#now();
    this.#measures.forEach((one) => (one.left = Math.min(one.most, one.left + (now - this.#at) / one.every)));
    this.#at = now;
    const wait = Math.max(...this.#measures.map(({ left, every }) => Math.ceil((1 - left) * every)));
    if (wait > 0) {
      return wait;
    }
    this.#measures.forEach((one) => (one.left -= 1));
    return 0;
  }
}
