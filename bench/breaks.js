// In a room's page before its own scripts: its packets go over detours, and what arrives is written down.

const POLL_MS = 50;
const Real = RTCPeerConnection;
const connections = new Set();
const silence = { audio: 0, video: 0 };
const last = { audio: ["", 0], video: ["", 0] };
const breaks = { sent: [], heard: [], isOpen: false, longest: 0 };
globalThis.breaks = breaks;

globalThis.RTCPeerConnection = class extends Real {
  constructor(config) {
    super(config);
    connections.add(this);
  }
};

/** Only IPv4 over UDP goes around; every other way is not told. */
async function detoured(line) {
  const parts = line.split(" ");
  if (parts[2].toLowerCase() !== "udp" || parts[4].includes(":")) {
    return null;
  }
  parts[5] = await detour(parts[4], Number(parts[5]));
  return parts.join(" ");
}

async function rerouted(text) {
  const frame = JSON.parse(text);
  if (frame.type === "signal" && frame.kind !== "ice") {
    const split = frame.payload.sdp.split("\r\n");
    const lines = await Promise.all(split.map((line) => (line.startsWith("a=candidate:") ? detoured(line) : line)));
    frame.payload = { ...frame.payload, sdp: lines.filter((line) => line !== null).join("\r\n") };
  } else if (frame.type === "signal" && frame.payload.candidate) {
    const candidate = await detoured(frame.payload.candidate);
    if (!candidate) {
      return null;
    }
    frame.payload = { ...frame.payload, candidate };
  }
  if (frame.kind === "offer" || frame.type === "chat") {
    breaks.sent.push(frame.id);
  }
  return JSON.stringify(frame);
}

const Socket = WebSocket;
globalThis.WebSocket = class extends Socket {
  #queue = Promise.resolve();

  constructor(...given) {
    super(...given);
    breaks.isOpen = false;
    this.addEventListener("message", ({ data }) => heard(JSON.parse(data)));
    this.addEventListener("close", () => (breaks.isOpen = false));
  }

  send(text) {
    this.#queue = this.#queue.then(() => rerouted(text)).then((found) => found && super.send(found));
  }
};

function heard(frame) {
  if (frame.type === "welcome") {
    breaks.isOpen = true;
  }
  if (frame.kind === "offer" || frame.type === "chat") {
    breaks.heard.push(frame.id);
  }
}

/** How long nothing of either kind has arrived until now; the longest since it was last asked for. */
async function look() {
  for (const kind of ["audio", "video"]) {
    const now = await arrived(kind);
    if (now !== last[kind][0]) {
      last[kind] = [now, performance.now()];
    }
    silence[kind] = performance.now() - last[kind][1];
  }
  breaks.silent = Math.max(silence.audio, silence.video);
  breaks.longest = Math.max(breaks.longest, breaks.silent);
  setTimeout(look, POLL_MS);
}

async function arrived(kind) {
  const open = [...connections].filter((one) => one.connectionState !== "closed");
  const reports = await Promise.all(open.map((one) => one.getStats()));
  const entries = reports.flatMap((report) => [...report.values()]);
  const received = entries.filter((one) => one.type === "inbound-rtp" && one.kind === kind);
  return received.map(({ id, packetsReceived }) => `${id}:${packetsReceived}`).join();
}

look();
