/** Real connections of this browser with itself; only the way of the signals is made up. */

import { Links } from "/static/rooms/links.js";
import { SLOTS } from "/static/rooms/slots.js";
import { equal, test, until } from "/tests/harness.js";
import { ears, leftOnly, picture, sound } from "/tests/made-up-media.js";

const HOST = { id: "b-host", is_host: true, role: "host" };
const GUEST = { id: "a-guest", is_host: false, role: "student" };

function storage() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

/** A peer's end: its links, and what became of them. */
class End {
  tracks = new Map();
  states = [];
  words = null;
  figures = null;
  sent = [];
  isCut = false;
  opened = 0;

  constructor(me, others, kept = storage()) {
    [this.me, this.others, this.kept] = [me, others, kept];
    this.links = new Links({ send: (frame) => this.send(frame), me, storage: kept });
    const on = (type, heard) => this.links.addEventListener(type, ({ detail }) => heard(detail));
    on("track", ({ slot, track }) => this.tracks.set(slot, track));
    on("untrack", ({ slot }) => this.tracks.delete(slot));
    on("state", ({ state }) => this.states.push(state));
    on("words", ({ words }) => (this.words = words));
    on("figures", (figures) => (this.figures = figures));
    on("channel", () => (this.opened += 1));
  }

  get state() {
    return this.states.at(-1);
  }

  count(kind) {
    return this.sent.filter((frame) => frame.kind === kind).length;
  }

  /** Signals of one sender arrive in order, each a while later. */
  send(frame) {
    this.sent.push(frame);
    const wait = slowness + Math.random() * 20;
    this.queue = (this.queue ?? Promise.resolve()).then(async () => {
      await new Promise((resolve) => realTimeout(resolve, wait));
      const other = ends.find((end) => end.me.id === frame.to && !end.isGone);
      if (!this.isCut && other) {
        other.links.onSignal({ ...structuredClone(frame), from: this.me.id });
      }
    });
  }

  sync(more) {
    this.links.sync(this.others, more);
  }
}

let ends = [];
/** Milliseconds that a signal takes at least. */
let slowness = 0;

/** Two ends that know of each other. */
function pair(me = HOST, other = GUEST) {
  ends = [new End(me, [other]), new End(other, [me])];
  return ends;
}

async function together(...both) {
  await until(() => both.every((end) => end.state === "connected" && end.opened >= 2));
}

async function connected(me, other) {
  const both = pair(me, other);
  both.forEach((end) => end.sync());
  await together(...both);
  return both;
}

/** Every connection that is made from now on. */
function watched() {
  const made = [];
  const Real = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(config) {
      super(config);
      made.push(this);
    }
  };
  return made;
}

/** While `isDeaf()`, pings and their answers are lost on the way, and no other packet comes either. */
function losePings(isDeaf) {
  const [{ send }, { getStats }, last] = [RTCDataChannel.prototype, RTCPeerConnection.prototype, new WeakMap()];
  const answers = new Map();
  RTCDataChannel.prototype.send = function (data) {
    if (data instanceof ArrayBuffer && new Uint8Array(data)[1] === 2) {
      answers.set(this, (answers.get(this) ?? 0) + 1);
    }
    return isDeaf() && data instanceof ArrayBuffer ? undefined : send.call(this, data);
  };
  RTCPeerConnection.prototype.getStats = async function () {
    if (!isDeaf() || !last.has(this)) {
      last.set(this, await getStats.call(this));
    }
    return last.get(this);
  };
  return answers;
}

test("two who learn of each other are connected by one offer and one answer, and read the same words", async () => {
  const [host, guest] = await connected();
  await until(() => host.words && host.words === guest.words);
  equal([host.count("offer"), host.count("answer"), guest.count("offer"), guest.count("answer")], [1, 0, 0, 1]);
  equal(host.sent.find((frame) => frame.kind === "offer").epoch, 1);
  equal(host.states, ["connecting", "connected"]);
});

test("sound and pictures arrive in their slots, and neither muting nor a screen negotiates anything", async () => {
  const [host, guest] = pair();
  host.links.setTrack("audio", sound());
  guest.links.setTrack("face", picture());
  [host, guest].forEach((end) => end.sync());
  await until(() => guest.tracks.has("audio") && host.tracks.has("face"));
  await together(host, guest);
  host.links.setTrack("screen", picture());
  host.links.setTrack("screen_audio", sound());
  await until(() => guest.tracks.has("screen") && guest.tracks.has("screen_audio"));
  host.links.setTrack("screen", null);
  await until(() => !guest.tracks.has("screen"));
  equal([[...guest.tracks.keys()], [...host.tracks.keys()]], [["audio", "screen_audio"], ["face"]]);
  equal([host.count("offer"), guest.count("offer")], [1, 0]);
  equal([...guest.tracks.values()].map((track) => track.kind), ["audio", "audio"]);
});

test("the description that is sent has the five slots, then the channels, and sound for music", async () => {
  const [host, guest] = await connected();
  const kinds = (end, kind) => end.sent.find((frame) => frame.kind === kind).payload.sdp.match(/^m=\w+/gm);
  const expected = [...SLOTS.values(), "application"].map((kind) => `m=${kind}`);
  equal([kinds(host, "offer"), kinds(guest, "answer")], [expected, expected]);
  const lines = [host, guest].map((end) => end.sent[0].payload.sdp.match(/maxaveragebitrate=510000/g).length);
  equal(lines, [2, 2]);
});

/** Two who were connected before their pages were loaded anew: neither waits for the other to begin. */
function returning(name) {
  const [me, other] = [HOST, GUEST].map((peer) => ({ ...peer, id: `${peer.id}-${name}` }));
  const kept = [me, other].map((peer) => {
    const old = storage();
    old.setItem(`rooms:epochs:${peer.id}`, JSON.stringify({ [me.id]: 3, [other.id]: 3 }));
    return old;
  });
  return [new End(me, [other], kept[0]), new End(other, [me], kept[1])];
}

test("twenty times both begin at once, and always they are connected", async () => {
  // Longer than an offer takes to be made: each is on its way when the other comes.
  slowness = 150;
  for (let turn = 0; turn < 4; turn += 1) {
    const pairs = Array.from({ length: 5 }, (_, at) => returning(`${turn}${at}`));
    ends = pairs.flat();
    ends.forEach((end) => end.sync());
    await together(...ends);
    equal(ends.filter((end) => end.sent.some((frame) => frame.kind === "offer" && frame.epoch === 4)).length, 10);
    ends.forEach((end) => end.links.close());
  }
});

test("who loads the page anew is connected again at once, whichever side it is", async () => {
  for (const at of [0, 1]) {
    const both = await connected();
    both[at].isGone = true;
    both[at].links.close();
    const again = new End(both[at].me, both[at].others, both[at].kept);
    ends = [again, both[1 - at]];
    again.sync();
    await until(() => again.state === "connected" && again.opened >= 2);
    equal(again.sent.find((frame) => frame.kind === "offer").epoch, 2);
    ends.forEach((end) => end.links.close());
  }
});

test("an observer receives, sends nothing, offers nothing, and gets a new connection by asking", async () => {
  const observer = { id: "c-observer", is_host: false, role: "observer" };
  const [host, silent] = pair(HOST, observer);
  host.links.setTrack("audio", sound());
  [host, silent].forEach((end) => end.sync());
  await until(() => silent.tracks.has("audio"));
  await together(host, silent);
  silent.isGone = true;
  silent.links.close();
  const again = new End(observer, [HOST], silent.kept);
  ends = [host, again];
  again.sync();
  await until(() => again.tracks.has("audio") && again.state === "connected");
  equal([again.count("offer"), silent.count("offer"), host.tracks.size], [0, 0, 0]);
  equal(again.sent[0].payload, { candidate: "" });
});

test("fresh snapshots leave a connection alone, and peers that left are closed", async () => {
  const [host, guest] = await connected();
  guest.sync();
  guest.sync({ me: { ...GUEST } });
  host.sync({ spotlight: GUEST.id });
  host.links.setSignalling(false);
  host.links.setSignalling(true);
  equal([host.count("offer"), guest.states], [1, ["connecting", "connected"]]);
  const channel = guest.links.channel(HOST.id, "ctl");
  guest.links.sync([]);
  equal(guest.links.channel(HOST.id, "ctl"), null);
  await until(() => channel.readyState === "closed");
});

test("signals that overtake the news of their sender wait for it", async () => {
  const [host, guest] = pair();
  host.sync();
  await until(() => host.count("offer") === 1);
  await new Promise((resolve) => realTimeout(resolve, 50));
  guest.sync();
  await together(host, guest);
  equal([host.count("offer"), guest.count("offer")], [1, 0]);
});

test("as somebody else, everything is begun anew", async () => {
  const [host, guest] = await connected();
  const renamed = { ...GUEST, id: "d-guest" };
  guest.me = renamed;
  guest.opened = 0;
  host.others = [renamed];
  host.opened = 0;
  host.sync();
  guest.sync({ me: renamed });
  await together(host, guest);
  equal([host.sent.at(-1).to, guest.sent.at(-1).epoch], [renamed.id, 1]);
});

test("with more others each gets less of the picture, and none of it is negotiated", async () => {
  const made = watched();
  const [host] = await connected();
  const sender = made[0].getTransceivers()[1].sender;
  const limit = () => sender.getParameters().encodings[0].maxBitrate;
  await until(() => limit() === 1_500_000);
  const offers = host.count("offer");
  const more = Array.from({ length: 5 }, (_, at) => ({ ...GUEST, id: `more-${at}` }));
  host.links.sync([GUEST, ...more]);
  await until(() => limit() === 350_000);
  equal(host.sent.filter((frame) => frame.to === GUEST.id && frame.kind === "offer").length, offers);
});

test("when pings are answered no more, candidates are gathered anew in the same connection; figures go on", async () => {
  let isDeaf = false;
  const answers = losePings(() => isDeaf);
  const made = watched();
  const both = await connected();
  // Only who was answered once judges by it; when the second answer goes out, the first has come.
  await until(() => answers.size === 2 && [...answers.values()].every((count) => count > 1));
  isDeaf = true;
  await until(() => both.some((end) => end.state === "recovering"));
  isDeaf = false;
  await until(() => both.every((end) => end.state === "connected"));
  const described = () => both.flatMap((end) => end.sent).filter(({ payload }) => payload.sdp);
  await until(() => new Set(described().map(({ payload }) => payload.sdp.match(/ice-ufrag:(\S+)/)[1])).size >= 4);
  await until(() => both.every((end) => end.figures));
  equal(Object.keys(both[0].figures), ["peer", "rtt_ms", "loss", "kbps_in", "kbps_out", "relay"]);
  equal([made.length, described().every(({ epoch }) => epoch === 1)], [2, true]);
});

test("a connection that ended without a word is made anew, with the next epoch", async () => {
  const made = watched();
  const [host, guest] = await connected();
  made[1].close();
  await until(() => host.states.includes("recovering"));
  [host, guest].forEach((end) => (end.opened = 0));
  await together(host, guest);
  equal([host.sent.at(-1).epoch, made.length], [2, 4]);
});

/** Clocks run three times as fast, so that nobody has to wait for them. */
function hurry() {
  const [interval, now] = [setInterval, performance.now.bind(performance)];
  globalThis.setInterval = (run, after) => interval(run, after / 3);
  performance.now = () => now() * 3;
}

test("a page that is only too busy to answer is not taken for a broken path", async () => {
  // In real time: on a busy machine packets do pause for a third of a second.
  let isBusy = false;
  const send = RTCDataChannel.prototype.send;
  // Pings arrive, and nobody answers.
  RTCDataChannel.prototype.send = function (data) {
    return isBusy && data instanceof ArrayBuffer && new Uint8Array(data)[1] === 2 ? undefined : send.call(this, data);
  };
  const both = await connected();
  await new Promise((resolve) => realTimeout(resolve, 200));
  isBusy = true;
  await new Promise((resolve) => realTimeout(resolve, 2200));
  equal(both.map(({ states }) => states), [["connecting", "connected"], ["connecting", "connected"]]);
});

test("however often the other side asks for a new connection, few are made, and the newest request counts", async () => {
  const made = watched();
  const [host, guest] = await connected();
  const before = made.length;
  for (let epoch = 2; epoch < 60; epoch += 1) {
    host.links.onSignal({ from: guest.me.id, kind: "ice", epoch, payload: { candidate: "" } });
  }
  equal(made.length - before, 3);
  await until(() => host.sent.at(-1).epoch === 59);
  equal(made.filter((one) => one.signalingState !== "closed").length, 2);
});

test("a browser that can make no more connections tries again", async () => {
  const Real = RTCPeerConnection;
  let isFull = true;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(config) {
      if (isFull) {
        isFull = false;
        throw new DOMException("Cannot create so many PeerConnections", "UnknownError");
      }
      super(config);
    }
  };
  await connected();
});

test("a host who switches to the relay only ends every connection that could name an address", async () => {
  const made = watched();
  const both = await connected();
  both[0].links.setRelayOnly(true);
  equal([made.length, made[0].signalingState, made[2].getConfiguration().iceTransportPolicy], [3, "closed", "relay"]);
  both[0].links.setRelayOnly(true);
  both[0].links.setRelayOnly(false);
  equal([made.length, made[2].getConfiguration().iceTransportPolicy], [3, "all"]);
});

test("signals of one sender do not push out those of another that came too early", async () => {
  const [host, guest] = pair();
  host.sync();
  await until(() => host.count("offer") === 1);
  await new Promise((resolve) => realTimeout(resolve, 50));
  for (let turn = 0; turn < 100; turn += 1) {
    guest.links.onSignal({ from: "z-stranger", kind: "ice", epoch: 1, payload: { candidate: "x" } });
  }
  guest.sync();
  await together(host, guest);
  equal([host.count("offer"), guest.count("offer")], [1, 0]);
});

test("a peer that the server has lost is heard as long as its path holds, and nothing is sent to mend it", async () => {
  const made = watched();
  const [host, guest] = await connected();
  const sent = host.sent.length;
  host.links.sync([], { kept: [guest.me.id] });
  equal([host.links.isRunning(guest.me.id), host.links.channel(guest.me.id, "ctl").readyState], [true, "open"]);
  guest.links.close();
  await until(() => !host.links.isRunning(guest.me.id));
  await new Promise((resolve) => realTimeout(resolve, 100));
  host.links.sync([]);
  equal([host.sent.length, made.filter((one) => one.signalingState !== "closed").length], [sent, 0]);
});

/** Sound in the left ear only, straight from numbers: no gesture is needed as for an AudioContext. */
test("what is played in the left ear is heard in the left ear only", async () => {
  const [host, guest] = pair();
  host.links.setTrack("audio", leftOnly());
  [host, guest].forEach((end) => end.sync());
  await until(() => guest.tracks.has("audio"));
  const player = document.createElement("audio");
  player.muted = true;
  player.srcObject = new MediaStream([guest.tracks.get("audio")]);
  const [left, right] = await ears(guest.tracks.get("audio"));
  equal([left > 1, 10 * Math.log10(left / (right + 1e-12)) >= 60], [true, true]);
});
