/**
 * Frames to the server: below its rate limit, and none lost while the socket is away. Signals are kept until they are too
 * old, chats until they are confirmed, and sent again after a resume; the server and the receiver know their ids. An order
 * that is too old by then, and a chat that cannot be kept, are handed back.
 */

const KEPT_MS = 30_000;
const MOST_KEPT = 64;
const MOST_CHATS = 64;
// The server's bucket is 20/s with a burst of 100; beats and acknowledgements need their share.
const BURST = 80;
const PER_SECOND = 18;
const KEPT = new Set(["signal", "chat"]);

export class Outbox {
  #transmit;
  #isOpen = false;
  #dropped;
  #kept = [];
  #waiting = [];
  #queue = [];
  #state = null;
  #tokens = BURST;
  #at = Date.now();
  #timer = 0;

  /** `transmit(frame)` writes to the socket that is open; `dropped(frame)` gets what a person did in vain. */
  constructor(transmit, dropped = () => {}) {
    this.#transmit = transmit;
    this.#dropped = dropped;
  }

  /** Sends the frame, now or when the socket is back; returns the id of a signal or chat. */
  send(frame) {
    const whole = KEPT.has(frame.type) ? { id: crypto.randomUUID(), ...frame } : frame;
    if (KEPT.has(whole.type)) {
      this.#keep([...this.#kept, { frame: whole, at: Date.now() }]);
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
    const lost = [...this.#kept, ...this.#waiting].map(({ frame }) => frame).filter(isOfPerson);
    this.#kept = [];
    this.#waiting = [];
    lost.forEach((frame) => this.#dropped(frame));
  }

  /** The socket is there; as somebody new, signals of the former peer mean nothing any more. */
  opened(isSame) {
    this.#isOpen = true;
    this.#tokens = BURST;
    this.#keep(this.#kept.filter(({ frame }) => isSame || isChat(frame)));
    const [waiting, late] = [recent(this.#waiting), this.#waiting.filter((one) => !isRecent(one))];
    this.#waiting = [];
    this.#enqueue([...(this.#state ? [this.#state] : []), ...[...this.#kept, ...waiting].map(({ frame }) => frame)]);
    late.forEach(({ frame }) => this.#dropped(frame));
  }

  closed() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    const others = this.#queue.filter(({ type }) => !KEPT.has(type) && type !== "state");
    this.#waiting.push(...others.map((frame) => ({ frame, at: Date.now() })));
    this.#queue = [];
  }

  /** The newest signals of the last half minute, and chats, in the order in which they were sent. */
  #keep(all) {
    const signals = recent(all.filter(({ frame }) => !isChat(frame))).slice(-MOST_KEPT);
    const chats = all.filter(({ frame }) => isChat(frame));
    const kept = new Set([...signals, ...chats.slice(-MOST_CHATS)]);
    this.#kept = all.filter((one) => kept.has(one));
    chats.slice(0, -MOST_CHATS).forEach(({ frame }) => this.#dropped(frame));
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

function isRecent({ at }) {
  return Date.now() - at < KEPT_MS;
}

function recent(kept) {
  return kept.filter(isRecent);
}

function isChat({ type }) {
  return type === "chat";
}

/** Signals are the machine's own; it sends others. */
function isOfPerson({ type }) {
  return type !== "signal";
}
