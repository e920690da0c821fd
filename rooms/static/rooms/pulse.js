/** Small pings over the channel "keys": whether the other side is heard, sooner than ICE knows (docs/room-protocol.md). */

const EVERY_MS = 250;
// So many without an answer, and so long: neither a slow path nor a busy machine looks like a broken one.
const MOST_UNANSWERED = 5;
const SILENCE_MS = 1_250;
const CONTROL = 0;
const PING = 1;
const PONG = 2;
const LENGTH = 6;

export class Pulse {
  #channel;
  #tell;
  #sent = 0;
  #answered = 0;
  #at = 0;
  #timer;

  /** `tell`: functions answered(), at each answer, and silent(), at each beat that follows too many pings without one. */
  constructor(channel, tell) {
    this.#channel = channel;
    this.#tell = tell;
    channel.addEventListener("message", ({ data }) => this.#heard(data));
    this.#timer = setInterval(() => this.#beat(), EVERY_MS);
  }

  ping() {
    if (this.#channel.readyState === "open") {
      this.#sent += 1;
      this.#send(PING, this.#sent);
    }
  }

  /** Silence means nothing any more, until the other side answers again. */
  forgive() {
    this.#answered = 0;
  }

  stop() {
    clearInterval(this.#timer);
  }

  #beat() {
    // A peer that never answers is an implementation without pings.
    const isSilent = this.#sent - this.#answered >= MOST_UNANSWERED && performance.now() - this.#at > SILENCE_MS;
    if (this.#answered > 0 && isSilent) {
      this.#tell.silent();
    }
    this.ping();
  }

  #heard(data) {
    if (!(data instanceof ArrayBuffer) || data.byteLength !== LENGTH) {
      return;
    }
    const view = new DataView(data);
    const [family, type, number] = [view.getUint8(0), view.getUint8(1), view.getUint32(2)];
    if (family === CONTROL && type === PING) {
      this.#send(PONG, number);
    } else if (family === CONTROL && type === PONG && number > this.#answered) {
      this.#answered = number;
      this.#at = performance.now();
      this.#tell.answered();
    }
  }

  #send(type, number) {
    const view = new DataView(new ArrayBuffer(LENGTH));
    view.setUint8(0, CONTROL);
    view.setUint8(1, type);
    view.setUint32(2, number);
    try {
      this.#channel.send(view.buffer);
    } catch {
      // Full or just closed: it counts as a ping that nobody answered.
    }
  }
}
