import { hide, timers } from "/tests/browser.js";
import { equal, test } from "/tests/harness.js";

const { RoomSocket } = await import("/static/rooms/socket.js");
const PEER = "6f0e0000-0000-4000-8000-000000000001";
const OTHER = "6f0e0000-0000-4000-8000-000000000002";
const WELCOME = { type: "welcome", peer: PEER, secret: "s3cret", seq: 0, resumed: false, beat_s: 10 };
const KEY = "rooms:seat:/ws/rooms/bao-an/";

// The timers of browser.js, which the tests ring.
const CLOCK = { set: (run, after) => setTimeout(run, after), clear: (id) => clearTimeout(id) };

let now = 1_000_000;
Date.now = () => now;

/** The server's end. */
class Server {
  static CONNECTING = 0;
  static OPEN = 1;
  static all = [];
  readyState = 0;
  heard = [];

  constructor(url) {
    this.url = url;
    Server.all.push(this);
  }

  static get last() {
    return Server.all.at(-1);
  }

  send(text) {
    this.heard.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  opens() {
    this.readyState = 1;
    this.onopen();
    return this;
  }

  says(...frames) {
    frames.forEach((frame) => this.onmessage({ data: JSON.stringify(frame) }));
    return this;
  }

  ends(code = 1006) {
    this.readyState = 3;
    this.onclose({ code, reason: "" });
  }

  types() {
    return this.heard.map(({ type }) => type);
  }
}

function room(options) {
  const socket = new RoomSocket({ url: "/ws/rooms/bao-an/", connect: Server, clock: CLOCK, ...options });
  const seen = { socket, frames: [], statuses: [] };
  socket.addEventListener("frame", ({ detail }) => seen.frames.push(detail));
  socket.addEventListener("status", ({ detail }) => seen.statuses.push(detail));
  return seen;
}

/** A person in the room. */
function joined(options) {
  const seen = room(options);
  seen.socket.open();
  Server.last.opens().says(WELCOME);
  Server.last.heard.length = 0;
  return seen;
}

/** Rings the newest timer of so many milliseconds, once; timers that were stopped do nothing. */
function ring(after) {
  const timer = timers.findLast((one) => one.after === after);
  const { run } = timer;
  timer.run = () => {};
  run();
}

const chat = (seq, id = `id-${seq}`) => ({ type: "chat", seq, id, text: "." });

test("the first frame is hello, with the name of a guest", () => {
  const { socket, statuses, frames } = room({ name: "Bảo An" });
  socket.open();
  equal(Server.last.url, `ws://${location.host}/ws/rooms/bao-an/`);
  Server.last.opens();
  equal(Server.last.heard, [{ type: "hello", v: 1, display_name: "Bảo An" }]);
  Server.last.says(WELCOME);
  equal([statuses.map(({ state }) => state), frames, socket.state], [["connecting", "open"], [WELCOME], "open"]);
});

test("in the lobby one waits, and beats", () => {
  const { socket, statuses } = room();
  socket.open();
  Server.last.opens().says({ type: "waiting", reason: "no_host" });
  equal([statuses.at(-1).state, statuses.at(-1).reason], ["waiting", "no_host"]);
  ring(10_000);
  equal(Server.last.types(), ["hello", "beat"]);
});

test("who is in the room elsewhere chooses on the same socket", () => {
  const { socket, statuses } = room();
  socket.open();
  Server.last.opens().says({ type: "elsewhere" });
  equal(statuses.at(-1).state, "elsewhere");
  socket.open("camera");
  equal(Server.last.heard, [{ type: "hello", v: 1 }, { type: "hello", v: 1, as: "camera" }]);
  equal(Server.all.length, 1);
});

test("frames are told in order and once, whatever comes twice or early", () => {
  const { frames, statuses } = joined();
  Server.last.says(chat(1), chat(1), chat(3), chat(2), chat(4, "id-2"), { type: "error", code: "stale" });
  equal(frames.slice(1).map(({ seq }) => seq ?? "error"), [1, 2, 3, "error"]);
  // Nothing is missing, so nothing is asked for again.
  ring(2_000);
  equal(statuses.at(-1).state, "open");
});

test("after 16 frames, or a quarter of a second, all are acknowledged at once", () => {
  joined();
  for (let seq = 1; seq <= 17; seq += 1) {
    Server.last.says(chat(seq));
  }
  equal(Server.last.heard, [{ type: "ack", seq: 16 }]);
  ring(250);
  equal(Server.last.heard, [{ type: "ack", seq: 16 }, { type: "ack", seq: 17 }]);
  equal(JSON.parse(sessionStorage.getItem(KEY)), { peer: PEER, secret: "s3cret", last_seq: 17 });
});

test("a broken socket is opened at once, later each time, and resumes", () => {
  const { statuses } = joined();
  Server.last.says(chat(1));
  Server.last.ends();
  const waits = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    waits.push(statuses.at(-1).in_ms);
    equal([statuses.at(-1).state, statuses.at(-1).attempt], ["reconnecting", attempt + 1]);
    timers.at(-1).run();
    Server.last.ends();
  }
  equal(waits, [0, 300, 1200, 2700, 4800, 7000, 7000]);
  timers.at(-1).run();
  equal(Server.last.opens().heard, [{ type: "hello", v: 1, resume: { peer: PEER, secret: "s3cret", last_seq: 1 } }]);
});

test("after a resume what was missed is told, and numbers go on", () => {
  const { frames } = joined();
  Server.last.says(chat(1));
  Server.last.ends();
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: true, seq: 1 }, chat(1), chat(2), chat(3));
  equal(frames.filter(({ type }) => type === "chat").map(({ seq }) => seq), [1, 2, 3]);
});

test("as somebody new, numbers begin where the welcome says", () => {
  const { frames } = joined();
  Server.last.says(chat(1), chat(2));
  Server.last.ends();
  ring(0);
  Server.last.opens().says({ ...WELCOME, seq: 7 }, chat(2, "old"), chat(8, "new"));
  equal(frames.filter(({ type }) => type === "chat").map(({ id }) => id), ["id-1", "id-2", "new"]);
});

test("a page that is loaded anew resumes", () => {
  sessionStorage.setItem(KEY, JSON.stringify({ peer: PEER, secret: "s3cret", last_seq: 5 }));
  const { socket } = room();
  socket.open();
  equal(Server.last.opens().heard[0].resume, { peer: PEER, secret: "s3cret", last_seq: 5 });
});

test("a memory that makes no sense is none", () => {
  sessionStorage.setItem(KEY, "{");
  const { socket } = room();
  socket.open();
  equal(Server.last.opens().heard, [{ type: "hello", v: 1 }]);
});

test("signals of the last half minute and chats not yet confirmed are sent again after a resume, with the same ids", () => {
  const { socket } = joined();
  socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} });
  const old = socket.send({ type: "chat", text: "unconfirmed" });
  now += 31_000;
  const id = socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} });
  const said = socket.send({ type: "chat", text: "confirmed" });
  Server.last.says({ ...chat(1, said) });
  Server.last.ends();
  const late = socket.send({ type: "chat", text: "while away" });
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: true, seq: 1 });
  equal(Server.last.heard.slice(1).map((frame) => frame.id), [old, id, late]);
  equal(/^[0-9a-f-]{36}$/.test(id), true);
});

test("as somebody new, old signals mean nothing, but chats, deeds and the state are sent", () => {
  const { socket } = joined();
  socket.send({ type: "state", mic: true });
  Server.last.ends();
  socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} });
  socket.send({ type: "chat", text: "." });
  socket.send({ type: "admit", knock: 4 });
  socket.send({ type: "state", cam: true });
  ring(0);
  Server.last.opens().says({ ...WELCOME, peer: OTHER });
  equal(Server.last.types(), ["hello", "state", "chat", "admit"]);
  equal(Server.last.heard[1], { type: "state", mic: true, cam: true });
});

test("the same peer's signals are sent again though its frames were lost, before whatever the page sends", () => {
  const { socket } = joined();
  Server.last.ends();
  socket.send({ type: "signal", to: OTHER, kind: "offer", epoch: 1, payload: {} });
  socket.addEventListener("status", ({ detail }) => detail.state === "open" && socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} }));
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: false });
  equal(Server.last.heard.slice(1).map(({ kind }) => kind), ["offer", "ice"]);
});

test("a frame that the server refused is not sent again", () => {
  const { socket } = joined();
  const id = socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} });
  Server.last.says({ type: "error", code: "no_such_peer", ref: id });
  Server.last.ends();
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: true });
  equal(Server.last.types(), ["hello"]);
});

test("no more is sent than the server takes, and nothing of it is lost", () => {
  const { socket } = joined();
  for (let turn = 0; turn < 100; turn += 1) {
    socket.send({ type: "lock", locked: true });
  }
  equal(Server.last.heard.length, 80);
  now += 1_000;
  timers.at(-1).run();
  equal(Server.last.heard.length, 98);
  Server.last.ends();
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: true });
  equal(Server.last.heard.length, 1 + 2);
});

test("codes after which there is nothing to come back to end it, and the reason is told", () => {
  for (const code of [1000, 4401, 4403, 4404, 4409, 4410]) {
    const { socket, statuses } = joined();
    Server.last.says({ type: "room.closed", seq: 1, reason: "host_ended" });
    Server.last.ends(code);
    const { state, reason } = statuses.at(-1);
    equal([socket.state, state, statuses.at(-1).code, reason], ["closed", "closed", code, "host_ended"]);
    equal(sessionStorage.getItem(KEY) !== null, code === 4401);
    window.dispatchEvent(new Event("online"));
    equal(Server.last.readyState, 3);
  }
});

test("codes of passing troubles lead back, some after a pause", () => {
  const waits = [1006, 1012, 1013, 4408, 4503, 4400, 4413, 4429].map((code) => {
    const { socket, statuses } = joined();
    socket.send({ type: "chat", text: "." });
    Server.last.ends(code);
    socket.leave();
    return statuses.find(({ state }) => state === "reconnecting").in_ms;
  });
  equal(waits, [0, 0, 0, 0, 0, 2700, 2700, 7000]);
});

test("a frame that broke the protocol is not sent again", () => {
  const { socket } = joined();
  socket.send({ type: "chat", text: "." });
  Server.last.ends(4400);
  ring(2700);
  Server.last.opens().says({ ...WELCOME, resumed: true });
  equal(Server.last.types(), ["hello"]);
});

test("waits begin anew only after the socket has lasted", () => {
  const { statuses } = joined();
  for (let turn = 0; turn < 2; turn += 1) {
    Server.last.ends();
    timers.at(-1).run();
    Server.last.opens().says({ ...WELCOME, resumed: true });
  }
  Server.last.ends();
  equal(statuses.at(-1).in_ms, 1200);
  timers.at(-1).run();
  Server.last.opens().says({ ...WELCOME, resumed: true });
  ring(3_000);
  Server.last.ends();
  equal(statuses.at(-1).in_ms, 0);
});

test("a network or a page that comes back is tried at once", () => {
  joined();
  [() => window.dispatchEvent(new Event("online")), () => hide(false), () => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))].forEach((comes, at) => {
    Server.last.ends();
    comes();
    equal([Server.all.length, Server.last.readyState], [at + 2, 0]);
    comes();
    equal(Server.all.length, at + 2);
  });
});

test("an open socket that answers no beat is given up", () => {
  const { statuses } = joined();
  ring(10_000);
  equal(timers.some(({ after }) => after === 5_000), false);
  Server.last.says({ type: "beat" });
  ring(10_000);
  Server.last.says({ type: "beat" });
  ring(10_000);
  ring(5_000);
  equal([statuses.at(-1).state, Server.last.readyState], ["reconnecting", 3]);
});

test("after the network changed an open socket has two and a half seconds to answer", () => {
  const { statuses } = joined();
  Server.last.says({ type: "beat" });
  window.dispatchEvent(new Event("online"));
  equal(Server.last.types(), ["beat"]);
  ring(2_500);
  equal(statuses.at(-1).state, "reconnecting");
});

test("a server that does not answer hello is left", () => {
  const { socket, statuses } = room();
  socket.open();
  Server.last.opens();
  ring(8_000);
  equal(statuses.at(-1).state, "reconnecting");
});

test("a frame that never comes is asked for by a resume", () => {
  const { statuses } = joined();
  Server.last.says(chat(1), chat(3));
  ring(2_000);
  equal(statuses.at(-1).state, "reconnecting");
  ring(0);
  equal(Server.last.opens().heard[0].resume.last_seq, 1);
  Server.last.says({ ...WELCOME, resumed: true }, chat(2));
  ring(2_000);
  equal(statuses.at(-1).state, "open");
});

test("who leaves says so, and is forgotten", () => {
  const { socket, statuses } = joined();
  socket.leave();
  equal([Server.last.types(), Server.last.readyState], [["leave"], 3]);
  equal([statuses.at(-1).state, statuses.at(-1).code, sessionStorage.getItem(KEY)], ["closed", 1000, null]);
  socket.leave();
  equal(Server.all.length, 1);
});

test("what an old socket still says is not heard", () => {
  const { frames } = joined();
  const old = Server.last;
  old.ends();
  ring(0);
  old.says(chat(1));
  old.ends();
  equal([frames.length, Server.all.length], [1, 2]);
});

test("no number of signals pushes out a chat, and orders that come too late are handed back", () => {
  const { socket } = joined();
  const dropped = [];
  socket.addEventListener("dropped", ({ detail }) => dropped.push(detail.type));
  Server.last.ends();
  const said = socket.send({ type: "chat", text: "." });
  socket.send({ type: "admit", knock: 4 });
  now += 31_000;
  socket.send({ type: "lock", locked: true });
  for (let turn = 0; turn < 70; turn += 1) {
    socket.send({ type: "signal", to: OTHER, kind: "ice", epoch: 1, payload: {} });
  }
  ring(0);
  Server.last.opens().says({ ...WELCOME, resumed: true });
  const count = (type) => Server.last.types().filter((one) => one === type).length;
  equal([Server.last.heard[1].id === said, count("signal"), count("lock"), count("admit"), dropped], [true, 64, 1, 0, ["admit"]]);
});

test("a chat that broke the protocol, or is one too many, is handed back", () => {
  const { socket } = joined();
  const dropped = [];
  socket.addEventListener("dropped", ({ detail }) => dropped.push(detail.text));
  for (let turn = 0; turn < 65; turn += 1) {
    socket.send({ type: "chat", text: String(turn) });
  }
  equal(dropped, ["0"]);
  Server.last.ends(4400);
  equal(dropped.length, 65);
});
