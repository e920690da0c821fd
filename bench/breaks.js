// In a room's page before its own scripts: its packets go over detours, and what arrives is written down.

const POLL_MS = 50;
const SHORT_MS = 250;
const ROOM = /\/ws\/rooms\/[^/]+\/$/;
// What grows while a kind is there: packets of sound, and pictures that can be shown.
const GROWS = { audio: "packetsReceived", video: "framesDecoded" };
const Real = RTCPeerConnection;
const connections = [];
const counted = new Map();
const last = { audio: performance.now(), video: performance.now() };
const breaks = { sent: [], heard: [], back: [], welcomes: 0, silent: 0, longest: 0, failed: "" };
let line = null;
let lostAt = 0;
globalThis.breaks = breaks;

/** The socket in use has been welcomed, so often in all, and both kinds arrive; a path that was cut was missed before. */
breaks.goesOn = ({ welcomes, missed }) => {
  const isOpen = Boolean(line?.isWelcome) && line.readyState === WebSocket.OPEN && breaks.welcomes >= welcomes;
  return isOpen && breaks.silent < SHORT_MS && breaks.longest >= missed;
};

/** For whoever waited in vain. */
breaks.told = () => {
  const paths = connections.filter((one) => one.connectionState !== "closed").map((one) => [one.connectionState, one.iceConnectionState]);
  const { welcomes, silent, longest, failed } = breaks;
  return { line: [line?.readyState, line?.isWelcome], welcomes, silent, longest, paths, failed };
};

globalThis.RTCPeerConnection = class extends Real {
  constructor(config) {
    super(config);
    connections.push(this);
  }
};

/** Only IPv4 over UDP goes around; every other way is not told. */
async function detoured(candidate) {
  const parts = candidate.split(" ");
  if (parts[2].toLowerCase() !== "udp" || !/^[\d.]+$/.test(parts[4])) {
    return null;
  }
  parts[5] = await detour(parts[4], Number(parts[5]));
  return parts.join(" ");
}

async function rerouted(text) {
  const frame = JSON.parse(text);
  if (frame.type === "signal" && frame.kind !== "ice") {
    const split = frame.payload.sdp.split("\r\n");
    const lines = await Promise.all(split.map((one) => (one.startsWith("a=candidate:") ? detoured(one) : one)));
    frame.payload = { ...frame.payload, sdp: lines.filter((one) => one !== null).join("\r\n") };
  } else if (frame.type === "signal" && frame.payload.candidate) {
    const candidate = await detoured(frame.payload.candidate);
    if (!candidate) {
      return null;
    }
    frame.payload = { ...frame.payload, candidate };
  }
  return frame;
}

const Socket = WebSocket;
globalThis.WebSocket = class extends Socket {
  #queue = Promise.resolve();
  isWelcome = false;

  constructor(url, ...more) {
    super(url, ...more);
    this.isOfRoom = ROOM.test(this.url);
    if (this.isOfRoom) {
      line = this;
      this.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
      this.addEventListener("close", () => lose(this));
    }
  }

  send(text) {
    if (!this.isOfRoom) {
      super.send(text);
      return;
    }
    // One frame that goes wrong must not keep back those after it; of that it is told at the end.
    this.#queue = this.#queue.then(() => this.#pass(text)).catch((error) => (breaks.failed ||= String(error)));
  }

  /** A socket that has ended meanwhile takes nothing: the page sends it again by the next one. */
  async #pass(text) {
    const frame = await rerouted(text);
    if (frame && this.readyState === Socket.OPEN) {
      super.send(JSON.stringify(frame));
      note("sent", frame);
    }
  }

  #hear(frame) {
    if (frame.type === "welcome") {
      this.isWelcome = true;
      breaks.welcomes += 1;
      if (lostAt) {
        breaks.back.push(performance.now() - lostAt);
        lostAt = 0;
      }
    }
    note("heard", frame);
  }
};

function lose(socket) {
  if (socket === line && !lostAt) {
    lostAt = performance.now();
  }
}

function note(which, frame) {
  if (frame.kind === "offer" || frame.type === "chat") {
    breaks[which].push(`${frame.kind ?? "line"} ${frame.id}`);
  }
}

/** How long nothing has come of one of both kinds until now, and the longest since that was last asked for. */
async function look() {
  try {
    const grown = await arrivals();
    const now = performance.now();
    for (const kind of Object.keys(GROWS)) {
      breaks.longest = Math.max(breaks.longest, now - last[kind]);
      last[kind] = grown.has(kind) ? now : last[kind];
    }
    breaks.silent = Math.max(...Object.values(last).map((at) => now - at));
  } catch (error) {
    breaks.failed ||= String(error);
  }
  setTimeout(look, POLL_MS);
}

/** The kinds of which more has come since the last look; a new connection that brings nothing yet is not an arrival. */
async function arrivals() {
  const open = connections.filter((one) => one.connectionState !== "closed");
  const reports = await Promise.all(open.map((one) => one.getStats()));
  const grown = new Set();
  reports.forEach((report, at) => {
    for (const { type, id, kind, ...numbers } of report.values()) {
      if (type === "inbound-rtp") {
        const key = `${connections.indexOf(open[at])}:${id}`;
        const number = numbers[GROWS[kind]] ?? 0;
        if (number > (counted.get(key) ?? 0)) {
          grown.add(kind);
        }
        counted.set(key, number);
      }
    }
  });
  return grown;
}

look();
