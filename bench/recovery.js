/** Two peers in one page whose media goes over detours; `broken()` cuts them and says how long nothing arrived. */

import { Links } from "/static/rooms/links.js";

const HOST = { id: "b", is_host: true, role: "host" };
const GUEST = { id: "a", is_host: false, role: "student" };
const POLL_MS = 25;
const STOPPED_MS = 250;
const LONGEST_MS = 40_000;
const connections = [];
const Real = RTCPeerConnection;
globalThis.RTCPeerConnection = class extends Real {
  constructor(config) {
    super(config);
    connections.push(this);
  }
};

const rest = (after) => new Promise((resolve) => setTimeout(resolve, after));

/** Only IPv4 over UDP goes around; every other way is not told. */
async function detoured(line) {
  const parts = line.split(" ");
  if (parts[2].toLowerCase() !== "udp" || parts[4].includes(":")) {
    return null;
  }
  parts[5] = await detour(parts[4], Number(parts[5]));
  return parts.join(" ");
}

async function rerouted({ payload, ...frame }) {
  if (frame.kind === "ice") {
    const candidate = await detoured(payload.candidate);
    return candidate && { ...frame, payload: { ...payload, candidate } };
  }
  const lines = await Promise.all(
    payload.sdp.split("\r\n").map((line) => (line.startsWith("a=candidate:") ? detoured(line) : line)),
  );
  return { ...frame, payload: { ...payload, sdp: lines.filter((line) => line !== null).join("\r\n") } };
}

class End {
  tracks = new Map();
  state = "";
  queue = Promise.resolve();

  constructor(me, other) {
    const storage = { getItem: () => null, setItem: () => {} };
    this.other = other;
    this.links = new Links({ me, storage, send: (frame) => this.send(frame, me.id) });
    this.links.addEventListener("track", ({ detail }) => this.tracks.set(detail.slot, detail.track));
    this.links.addEventListener("state", ({ detail }) => (this.state = detail.state));
  }

  send(frame, from) {
    this.queue = this.queue.then(async () => {
      const found = await rerouted(frame);
      if (found) {
        ends.find((end) => end !== this).links.onSignal({ ...found, from });
      }
    });
  }

  /** The connection that is in use, and how many packets of sound have arrived in it. */
  async arrived() {
    const track = this.tracks.get("audio");
    const pc = connections.find((one) => one.getReceivers().some((receiver) => receiver.track === track));
    const report = [...(await pc.getStats(track)).values()].find(({ type }) => type === "inbound-rtp");
    return { pc, packets: report?.packetsReceived ?? 0 };
  }
}

const ends = [new End(HOST, GUEST), new End(GUEST, HOST)];

function tone() {
  const context = new AudioContext();
  const [oscillator, out] = [context.createOscillator(), context.createMediaStreamDestination()];
  oscillator.connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0];
}

export async function begin() {
  // With the right to devices come the true addresses of this machine.
  await navigator.mediaDevices.getUserMedia({ audio: true });
  ends.forEach((end) => end.links.setTrack("audio", tone()));
  ends.forEach((end) => end.links.sync([end.other]));
  while (ends.some((end) => end.state !== "connected" || !end.tracks.has("audio"))) {
    await rest(POLL_MS);
  }
}

/** Milliseconds without sound, of the end that waited longer; connections and offers it took are counted. */
export async function broken() {
  const before = connections.length;
  await cut();
  const gaps = await Promise.all(ends.map(gap));
  while (ends.some((end) => end.state !== "connected")) {
    await rest(POLL_MS);
  }
  return { gap: Math.max(...gaps), renewed: connections.length > before };
}

async function gap(end) {
  let [last, at] = [await end.arrived(), performance.now()];
  for (const begun = at; performance.now() - begun < LONGEST_MS; ) {
    await rest(POLL_MS);
    const now = await end.arrived();
    // A new connection that has brought nothing yet is no sound.
    if (now.packets > (now.pc === last.pc ? last.packets : 0)) {
      const pause = performance.now() - at;
      if (pause > STOPPED_MS) {
        return pause;
      }
      [last, at] = [now, performance.now()];
    }
  }
  return LONGEST_MS;
}
