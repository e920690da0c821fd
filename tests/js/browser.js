/** Stand-ins for what lies outside of a page: the server's end of sockets, time, and the network of htmx. */

// The harness keeps the real timers for itself.
import "/tests/harness.js";

export const sockets = [];
export const timers = [];
export const minutes = [];

class Socket extends EventTarget {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;

  constructor(address) {
    super();
    this.address = address;
    this.readyState = Socket.CONNECTING;
    this.sent = [];
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = Socket.CLOSED;
  }

  opens() {
    this.readyState = Socket.OPEN;
    this.onopen();
  }

  says(type, topic) {
    this.onmessage({ data: JSON.stringify({ type, topic }) });
  }

  breaks() {
    this.readyState = Socket.CLOSED;
    this.onclose();
  }
}

globalThis.WebSocket = Socket;
globalThis.setTimeout = (run, after) => timers.push({ run, after });
globalThis.clearTimeout = (id) => id && (timers[id - 1].run = () => {});
globalThis.setInterval = (run) => minutes.push(run);
Math.random = () => 0;

export function hide(hidden) {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

/** The module under test, once the stand-ins are in place. */
export function live() {
  return import("/static/school/js/live.js");
}
