/**
 * What is done about a path that breaks, rung by rung (rooms.md section 3): 2 s after ICE is disconnected the other side is
 * asked over the data channel, after 4 s or when ICE failed its candidates are gathered anew, after 10 s everything is.
 */

const PROBE_MS = 2_000;
const RESTART_MS = 4_000;
const RENEW_MS = 10_000;
/** Nothing has ever come through; at first, and after the first attempt failed. */
const FRESH = new Set(["connecting", "unreached"]);
/** The polite side is later, so that both do not do the same at once. */
const COURTESY_MS = 1_000;

export class Ladder {
  #rungs;
  #courtesy;
  #timers = [];
  #state = "connecting";
  #isHeld = false;
  #due = null;

  /** `rungs`: functions probe, restart, renew, and show(state): connecting, unreached, connected, interrupted or recovering. */
  constructor(rungs, isPolite) {
    this.#rungs = rungs;
    this.#courtesy = isPolite ? COURTESY_MS : 0;
  }

  get state() {
    return this.#state;
  }

  /** A connection was begun: it has its time. */
  begun() {
    this.#clear();
    this.#show(FRESH.has(this.#state) ? this.#state : "recovering");
    this.#at(RENEW_MS, "renew");
  }

  /** Both ways work. */
  connected() {
    this.#clear();
    this.#due = null;
    this.#show("connected");
  }

  /** ICE misses answers; perhaps for a moment only. */
  disconnected() {
    if (this.#state === "connected") {
      this.#clear();
      this.#show("interrupted");
      this.#at(PROBE_MS, "probe");
      this.#at(RESTART_MS, "restart");
      this.#at(RENEW_MS, "renew");
    }
  }

  /** ICE has given up, or nothing is answered any more. `isHopeless`: a restart cannot help, the other end is closed. */
  failed(isHopeless = false) {
    if (this.#state === "connected" || this.#state === "interrupted") {
      this.#clear();
      this.#at(isHopeless ? PROBE_MS : RENEW_MS - RESTART_MS, "renew");
      if (!isHopeless) {
        this.#do("restart");
      }
      this.#show("recovering");
    }
  }

  /** The other side has begun to mend it: twice at once would take longer. */
  mending() {
    if (this.#state === "connected" || this.#state === "interrupted") {
      this.#clear();
      this.#show("recovering");
      this.#at(RENEW_MS - RESTART_MS, "renew");
    }
  }

  /** The other side answers on the data channel, whatever ICE says. */
  answered() {
    if (this.#state === "interrupted") {
      this.connected();
    }
  }

  /** While signalling is away no rung can be climbed; once it is back, a path that is broken is mended at once. */
  hold(isHeld) {
    const isBack = this.#isHeld && !isHeld;
    this.#isHeld = isHeld;
    if (isBack && (this.#due || this.#state === "interrupted" || this.#state === "recovering")) {
      this.#do(this.#due ?? "restart");
    }
  }

  stop() {
    this.#clear();
  }

  #at(after, rung) {
    this.#timers.push(setTimeout(() => this.#do(rung), after + this.#courtesy));
  }

  #do(rung) {
    if (rung === "restart" && this.#state === "interrupted") {
      this.#show("recovering");
    }
    this.#due = null;
    if (rung === "renew" && this.#state === "connecting") {
      this.#show("unreached");
    }
    if (this.#isHeld && rung !== "probe") {
      this.#due = rung;
    } else {
      this.#rungs[rung]();
    }
  }

  #show(state) {
    if (state !== this.#state) {
      this.#state = state;
      this.#rungs.show(state);
    }
  }

  #clear() {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }
}
