/**
 * A room's socket (docs/room-protocol.md): says hello, goes on where it was after every break, acknowledges, beats.
 *
 * Events: "frame" (detail: the frame; in order, once each), "status" (detail: {state, attempt, in_ms, code, reason}, state
 * one of connecting, waiting, elsewhere, open, reconnecting, closed), "dropped" (detail: a chat or an order that was never
 * confirmed and is not sent any more).
 */

import { waitBefore } from "../school/js/backoff.js";
import { Inbox } from "./inbox.js";
import { Outbox } from "./outbox.js";
import { Steady } from "./steady.js";

const VERSION = 1;
const ACK_MS = 250;
const ACK_FRAMES = 16;
const BEAT_MS = 10_000;
// Without an answer for so long the path is dead, though the browser may not know for minutes.
const SILENCE_MS = 5_000;
const SILENCE_AFTER_CHANGE_MS = 2_500;
const PATIENCE_MS = 8_000;
// An open socket that lasts is a success; one that ends at once is not.
const STEADY_MS = 3_000;
const GAP_MS = 2_000;
const LEFT = 1000;
const ENDS = new Set([LEFT, 4401, 4403, 4404, 4409, 4410]);
const NOT_SIGNED_IN = 4401;
// Codes after which the server is not asked again at once: the attempt that the waiting begins with.
const PAUSES = new Map([
  [4400, 3],
  [4413, 3],
  [4429, 5],
]);
const MALFORMED = new Set([4400, 4413]);

export class RoomSocket extends EventTarget {
  #url;
  #name;
  #storage;
  #connect;
  #key;
  #socket = null;
  #state = "new";
  #as = "";
  #attempt = 0;
  #reason = "";
  #inbox;
  #outbox;
  #clock;
  #beatMs = BEAT_MS;
  #isAnswered = false;
  #unacknowledged = 0;
  #timers = {};
  #listeners = new AbortController();

  /** `clock`: set(run, after) and clear(number); beats and new attempts have to come while the tab is hidden, too. */
  constructor({ url, name = "", storage = sessionStorage, connect = WebSocket, clock = new Steady() }) {
    super();
    this.#clock = clock;
    this.#outbox = new Outbox((frame) => this.#transmit(frame), (frame) => this.dispatchEvent(new CustomEvent("dropped", { detail: frame })));
    this.#url = new URL(url, location.href.replace(/^http/, "ws")).href;
    this.#name = name;
    this.#storage = storage;
    this.#connect = connect;
    this.#key = `rooms:seat:${new URL(this.#url).pathname}`;
    this.#inbox = new Inbox(this.#seat()?.last_seq);
  }

  get state() {
    return this.#state;
  }

  /** Connects; or answers "elsewhere" with "move" or "camera". */
  open(as = "") {
    this.#as = as;
    if (this.#state === "elsewhere" && this.#isWritable()) {
      this.#hello();
      return;
    }
    this.#watch();
    this.#dial();
  }

  /** Sends the frame now, or when the socket is back; returns the id of a signal or chat. */
  send(frame) {
    return this.#outbox.send(frame);
  }

  /** Goes on purpose; nobody waits for this peer to come back. */
  leave() {
    if (this.#isWritable()) {
      this.#transmit({ type: "leave" });
    }
    this.#end(LEFT, "");
  }

  #watch() {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    window.addEventListener("online", () => this.#nudge(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.#nudge(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.#nudge(), { signal });
  }

  /** The network may have come back, or changed under the open socket. */
  #nudge() {
    if (this.#isWritable()) {
      this.#beat(SILENCE_AFTER_CHANGE_MS);
    } else if (this.#state === "reconnecting" && this.#socket?.readyState !== this.#connect.CONNECTING) {
      this.#attempt = 0;
      this.#dial();
    }
  }

  #dial() {
    this.#stop();
    const old = this.#socket;
    const mine = new this.#connect(this.#url);
    this.#socket = mine;
    old?.close();
    this.#show(["new", "closed", "connecting"].includes(this.#state) ? "connecting" : "reconnecting", { in_ms: 0 });
    mine.onopen = () => mine === this.#socket && this.#hello();
    mine.onmessage = ({ data }) => mine === this.#socket && this.#heard(JSON.parse(data));
    mine.onclose = ({ code, reason }) => mine === this.#socket && this.#lost(code, reason);
    this.#later("patience", PATIENCE_MS, () => this.#lose());
  }

  #hello() {
    const seat = this.#seat();
    this.#transmit({
      type: "hello",
      v: VERSION,
      ...(this.#name && { display_name: this.#name }),
      ...(this.#as && { as: this.#as }),
      ...(seat && { resume: { ...seat, last_seq: this.#inbox.lastSeq } }),
    });
  }

  #heard(frame) {
    this.#cancel("patience");
    this.#cancel("silence");
    if (frame.type === "beat") {
      this.#isAnswered = true;
    } else if (frame.type === "welcome") {
      this.#welcomed(frame);
    } else if (frame.type === "waiting" || frame.type === "elsewhere") {
      this.#show(frame.type, { reason: frame.reason ?? "" });
      this.#tell(frame);
      this.#rhythm();
    } else {
      this.#took(frame);
    }
  }

  #welcomed(frame) {
    if (frame.resumed) {
      this.#inbox.resume();
    } else {
      this.#inbox.restart(frame.seq ?? 0);
    }
    this.#beatMs = (frame.beat_s ?? BEAT_MS / 1000) * 1000;
    this.#as = "";
    const isSame = this.#seat()?.peer === frame.peer;
    this.#remember({ peer: frame.peer, secret: frame.secret });
    // First what waited: whoever hears that the socket is open sends more.
    this.#outbox.opened(isSame);
    this.#show("open");
    this.#tell(frame);
    this.#rhythm();
    this.#later("steady", STEADY_MS, () => (this.#attempt = 0));
  }

  #took(frame) {
    const due = this.#inbox.take(frame);
    if (frame.seq !== undefined) {
      this.#acknowledge();
    }
    if (this.#inbox.hasGap) {
      this.#gap();
    } else {
      this.#cancel("gap");
    }
    due.forEach((one) => this.#deliver(one));
  }

  #deliver(frame) {
    if (frame.type === "chat") {
      this.#outbox.confirm(frame.id);
    } else if (frame.type === "error") {
      this.#outbox.confirm(frame.ref);
    }
    // A browser is not told in words why a socket was closed: the frame before it says so.
    this.#reason = { "room.closed": frame.reason, error: frame.code }[frame.type] ?? this.#reason;
    this.#tell(frame);
  }

  /** A missing frame that does not come is asked for by a resume. */
  #gap() {
    if (!this.#timers.gap) {
      this.#later("gap", GAP_MS, () => this.#lose());
    }
  }

  #acknowledge() {
    this.#unacknowledged += 1;
    if (this.#unacknowledged >= ACK_FRAMES) {
      this.#ack();
    } else if (!this.#timers.ack) {
      this.#later("ack", ACK_MS, () => this.#ack());
    }
  }

  #ack() {
    this.#cancel("ack");
    this.#unacknowledged = 0;
    this.#remember(this.#seat());
    if (this.#isWritable()) {
      this.#outbox.now({ type: "ack", seq: this.#inbox.lastSeq });
    }
  }

  #rhythm() {
    this.#later("beat", this.#beatMs, () => {
      this.#beat(SILENCE_MS);
      this.#rhythm();
    });
  }

  #beat(patience) {
    this.#outbox.now({ type: "beat" });
    if (this.#isAnswered) {
      this.#later("silence", patience, () => this.#lose());
    }
  }

  /** The socket is given up; its own end may come minutes later, and is not waited for. */
  #lose() {
    const old = this.#socket;
    this.#socket = null;
    old?.close();
    this.#lost(1006, "");
  }

  #lost(code, reason) {
    this.#stop();
    this.#outbox.closed();
    if (ENDS.has(code)) {
      this.#end(code, reason || this.#reason);
      return;
    }
    if (MALFORMED.has(code)) {
      this.#outbox.forget();
    }
    this.#attempt = Math.max(this.#attempt, PAUSES.get(code) ?? 0);
    const wait = waitBefore(this.#attempt);
    this.#attempt += 1;
    this.#show("reconnecting", { in_ms: wait, code, reason });
    this.#later("dial", wait, () => this.#dial());
  }

  #end(code, reason) {
    this.#stop();
    this.#listeners.abort();
    const old = this.#socket;
    this.#socket = null;
    old?.close();
    this.#outbox.closed();
    // After signing in again the seat may still be there.
    if (code !== NOT_SIGNED_IN) {
      this.#storage.removeItem(this.#key);
    }
    this.#show("closed", { code, reason });
  }

  #seat() {
    try {
      return JSON.parse(this.#storage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  #remember(seat) {
    if (seat) {
      this.#storage.setItem(this.#key, JSON.stringify({ ...seat, last_seq: this.#inbox.lastSeq }));
    }
  }

  #isWritable() {
    return this.#socket?.readyState === this.#connect.OPEN;
  }

  #transmit(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #tell(frame) {
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #show(state, more = {}) {
    this.#state = state;
    const detail = { state, attempt: this.#attempt, in_ms: 0, code: 0, reason: "", ...more };
    this.dispatchEvent(new CustomEvent("status", { detail }));
  }

  #later(name, after, run) {
    this.#cancel(name);
    this.#timers[name] = this.#clock.set(() => {
      delete this.#timers[name];
      run();
    }, after);
  }

  #cancel(name) {
    this.#clock.clear(this.#timers[name]);
    delete this.#timers[name];
  }

  #stop() {
    Object.keys(this.#timers).forEach((name) => this.#cancel(name));
  }
}
