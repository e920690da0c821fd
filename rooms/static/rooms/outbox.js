/**
 * Frames to the server: below its rate limit, and none lost while the socket is away. Signals and chats are kept until
 * they are confirmed or too old, and sent again after a resume; the server and the receiver know their ids.
 */

const KEPT_MS = 30_000;
const MOST_KEPT = 64;
// The server's bucket is 20/s with a burst of 100; beats and acknowledgements need their share.
const BURST = 80;
const PER_SECOND = 18;
const KEPT = new Set(["signal", "chat"]);

export class Outbox {
  #transmit;
  #isOpen = false;
  #kept = [];
  #waiting = [];
  #queue = [];
  #state = null;
  #tokens = BURST;
  #at = Date.now();
  #timer = 0;

  /** `transmit(frame)` writes to the socket that is open. */
  constructor(transmit) {
    this.#transmit = transmit;
  }

  /** Sends the frame, now or when the socket is back; returns the id of a signal or chat. */
  send(frame) {
    const whole = KEPT.has(frame.type) ? { id: crypto.randomUUID(), ...frame } : frame;
    if (KEPT.has(whole.type)) {
      this.#kept = [...recent(this.#kept), { frame: whole, at: Date.now() }].slice(-MOST_KEPT);
    }
    if (whole.type === "state") {
      this.#state = { ...this.#state, ...whole };
    }
    if (this.#isOpen) {
      this.#enqueue([whole]);
    } else if (!KEPT.has(whole.type) && whole.type !== "state") {
      this.#waiting.push({ frame: whole, at: Date.now() });
    }
    return whole.id;
  }

  /** A beat or an acknowledgement: before everything else, or not at all. */
  now(frame) {
    this.#refill();
    this.#tokens -= 1;
    this.#transmit(frame);
  }

  /** The server has it, or will never take it. */
  confirm(id) {
    this.#kept = this.#kept.filter(({ frame }) => frame.id !== id);
  }

  /** Nothing that was sent may be sent again: the server found one of the frames malformed. */
  forget() {
    this.#kept = [];
    this.#waiting = [];
  }

  /** The socket is there; as somebody new, signals of the former peer mean nothing any more. */
  opened(isSame) {
    this.#isOpen = true;
    this.#tokens = BURST;
    this.#kept = recent(this.#kept).filter(({ frame }) => isSame || frame.type === "chat");
    const waiting = recent(this.#waiting);
    this.#waiting = [];
    this.#enqueue([...(this.#state ? [this.#state] : []), ...[...this.#kept, ...waiting].map(({ frame }) => frame)]);
  }

  closed() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    const others = this.#queue.filter(({ type }) => !KEPT.has(type) && type !== "state");
    this.#waiting.push(...others.map((frame) => ({ frame, at: Date.now() })));
    this.#queue = [];
  }

  #enqueue(frames) {
    this.#queue.push(...frames);
    this.#drain();
  }

  #drain() {
    clearTimeout(this.#timer);
    this.#refill();
    while (this.#queue.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#transmit(this.#queue.shift());
    }
    if (this.#queue.length > 0) {
      this.#timer = setTimeout(() => this.#drain(), (1000 * (1 - this.#tokens)) / PER_SECOND);
    }
  }

  #refill() {
    const now = Date.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#at) * PER_SECOND) / 1000);
    this.#at = now;
  }
}

function recent(kept) {
  return kept.filter(({ at }) => Date.now() - at < KEPT_MS);
}
