/** Frames of the server in order and once each: numbered per receiver, and signals and chats by their ids as well. */

const MOST_IDS = 512;
const MOST_EARLY = 256;

export class Inbox {
  #lastSeq;
  #early = new Map();
  #ids = new Set();

  constructor(lastSeq = 0) {
    this.#lastSeq = lastSeq;
  }

  /** The number up to which everything has arrived. */
  get lastSeq() {
    return this.#lastSeq;
  }

  /** Whether a frame is missing: later ones wait for it. */
  get hasGap() {
    return this.#early.size > 0;
  }

  /** A new numbering, after a welcome that does not go on where we were. */
  restart(seq) {
    this.#lastSeq = seq;
    this.#early.clear();
  }

  /** What waits for a frame that is missing is sent again as well, after a resume. */
  resume() {
    this.#early.clear();
  }

  /** The frames that are due now: none, this one, or this one and those that waited for it. */
  take(frame) {
    if (frame.seq === undefined) {
      return [frame];
    }
    if (frame.seq > this.#lastSeq && this.#early.size < MOST_EARLY) {
      this.#early.set(frame.seq, frame);
    }
    const due = [];
    for (let next; (next = this.#early.get(this.#lastSeq + 1)); ) {
      this.#early.delete(next.seq);
      this.#lastSeq = next.seq;
      due.push(next);
    }
    return due.filter((one) => this.#isNew(one));
  }

  #isNew({ type, id }) {
    if (id === undefined || (type !== "signal" && type !== "chat")) {
      return true;
    }
    const isNew = !this.#ids.has(id);
    this.#ids.add(id);
    if (this.#ids.size > MOST_IDS) {
      this.#ids.delete(this.#ids.values().next().value);
    }
    return isNew;
  }
}
