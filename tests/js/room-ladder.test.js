import { timers } from "/tests/browser.js";
import { equal, test } from "/tests/harness.js";

const { Ladder } = await import("/static/rooms/ladder.js");
const { Pulse } = await import("/static/rooms/pulse.js");

function climbing(isPolite = false) {
  const did = [];
  const rungs = Object.fromEntries(["probe", "restart", "renew"].map((rung) => [rung, () => did.push(rung)]));
  const ladder = new Ladder({ ...rungs, show: (state) => did.push(state) }, isPolite);
  return { ladder, did };
}

function broken(isPolite) {
  const seen = climbing(isPolite);
  seen.ladder.connected();
  seen.ladder.disconnected();
  seen.did.length = 0;
  return seen;
}

/** Rings every timer that was set for exactly so long. */
function ring(after) {
  timers.filter((timer) => timer.after === after).forEach((timer) => timer.run());
}

test("a path that breaks is asked about, then mended, then replaced", () => {
  const { did } = broken();
  equal(timers.slice(-3).map(({ after }) => after), [2000, 4000, 10_000]);
  ring(2000);
  ring(4000);
  ring(10_000);
  equal(did, ["probe", "recovering", "restart", "renew"]);
});

test("the polite side is a second later", () => {
  broken(true);
  equal(timers.slice(-3).map(({ after }) => after), [3000, 5000, 11_000]);
});

test("an answer on the channel, or ICE itself, ends the climb", () => {
  for (const end of ["answered", "connected"]) {
    const { ladder, did } = broken();
    ladder[end]();
    [2000, 4000, 10_000].forEach(ring);
    equal(did, ["connected"]);
  }
});

test("when ICE has failed it is restarted at once, and replaced six seconds later", () => {
  const { ladder, did } = broken();
  ladder.failed();
  ladder.failed();
  equal(did, ["recovering", "restart"]);
  ladder.answered();
  equal(ladder.state, "recovering");
  ring(6000);
  equal(did.at(-1), "renew");
});

test("a path that the other side mends is not mended twice, but replaced if that did not help", () => {
  const { ladder, did } = broken();
  ladder.mending();
  ladder.failed();
  [2000, 4000].forEach(ring);
  equal(did, ["recovering"]);
  ring(6000);
  equal(did, ["recovering", "renew"]);
  const fresh = climbing();
  fresh.ladder.mending();
  equal(fresh.did, []);
});

test("an end that was closed is not restarted", () => {
  const { ladder, did } = broken();
  ladder.failed(true);
  ring(2000);
  equal(did, ["recovering", "renew"]);
});

test("a connection that is never made is replaced after ten seconds", () => {
  const { ladder, did } = climbing();
  ladder.disconnected();
  ladder.failed();
  ladder.begun();
  equal(did, []);
  ring(10_000);
  equal(did, ["unreached", "renew"]);
  // No way was found, and that stays so until there is one.
  ladder.begun();
  ring(10_000);
  ladder.connected();
  equal(did.slice(2), ["renew", "connected"]);
});

test("a connection that replaces another is a recovery", () => {
  const { ladder, did } = broken();
  ladder.begun();
  ladder.connected();
  equal(did, ["recovering", "connected"]);
});

test("without signalling nothing is begun, and with it everything at once", () => {
  const { ladder, did } = broken();
  ladder.hold(true);
  ring(2000);
  ring(4000);
  ring(10_000);
  equal(did, ["probe", "recovering"]);
  ladder.hold(false);
  equal(did, ["probe", "recovering", "renew"]);
});

test("a path that is interrupted when signalling comes back is mended without waiting", () => {
  const { ladder, did } = broken();
  ladder.hold(true);
  ladder.hold(false);
  equal(did, ["recovering", "restart"]);
  const fine = climbing();
  fine.ladder.connected();
  fine.ladder.hold(true);
  fine.ladder.hold(false);
  equal(fine.did, ["connected"]);
});

test("that signalling is there is no news twice", () => {
  const { ladder, did } = broken();
  ladder.hold(false);
  equal(did, []);
});

test("who stopped climbs no more", () => {
  const { ladder, did } = broken();
  ladder.stop();
  [2000, 4000, 10_000].forEach(ring);
  equal(did, []);
});

/** A channel whose other end answers, or not; `beat()` is a quarter of a second. */
function pulsing() {
  const channel = new EventTarget();
  const said = [];
  const seen = { readyState: "open", isAnswering: true, sent: [] };
  Object.defineProperty(channel, "readyState", { get: () => seen.readyState });
  const hear = (bytes) => channel.dispatchEvent(new MessageEvent("message", { data: new Uint8Array(bytes).buffer }));
  channel.send = (data) => {
    if (seen.isFull) {
      throw new DOMException("full", "OperationError");
    }
    const [family, type, ...number] = new Uint8Array(data);
    seen.sent.push([family, type, ...number]);
    if (type === 1 && seen.isAnswering) {
      hear([0, 2, ...number]);
    }
  };
  let beat;
  globalThis.setInterval = (run) => (beat = run);
  const pulse = new Pulse(channel, { answered: () => said.push("answered"), silent: () => said.push("silent") });
  return { ...seen, seen, said, hear, pulse, beat: () => beat() };
}

let clock = 0;
performance.now = () => clock;

test("five pings without an answer, and a second and a quarter, are silence", () => {
  const { said, seen, beat } = pulsing();
  beat();
  seen.isAnswering = false;
  for (let turn = 0; turn < 6; turn += 1) {
    clock += 250;
    beat();
  }
  equal(said, ["answered", "silent"]);
});

test("a machine that was busy has not been silent", () => {
  const { said, seen, beat } = pulsing();
  beat();
  seen.isAnswering = false;
  clock += 60_000;
  beat();
  equal(said, ["answered"]);
});

test("who never answered is never judged, nor who was forgiven", () => {
  const { said, seen, beat, pulse } = pulsing();
  seen.isAnswering = false;
  const wait = () => {
    for (let turn = 0; turn < 9; turn += 1) {
      clock += 250;
      beat();
    }
  };
  wait();
  seen.isAnswering = true;
  beat();
  seen.isAnswering = false;
  pulse.forgive();
  wait();
  equal(said, ["answered"]);
});

test("pings of the other side are answered with their number, and other messages are somebody else's", () => {
  const { sent, hear, said } = pulsing();
  hear([0, 1, 0, 0, 1, 2]);
  hear([1, 1, 0, 0, 1, 2]);
  hear([0, 3, 0, 0, 1, 2]);
  hear([0, 1]);
  equal([sent, said], [[[0, 2, 0, 0, 1, 2]], []]);
});

test("nothing is sent before the channel is open, and a full channel is no error", () => {
  const { seen, sent, beat, pulse } = pulsing();
  seen.readyState = "connecting";
  beat();
  equal(sent, []);
  seen.readyState = "open";
  seen.isFull = true;
  pulse.ping();
  equal(sent, []);
});
