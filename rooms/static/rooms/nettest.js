/** The network before a lesson: is the server's socket reachable, do packets get out, and what does the relay carry. */

const PINGS = 8;
const PATIENCE_MS = 4000;
// As a lesson sends sound: small packets, often.
const TONE = { bytes: 160, every_ms: 20, lasts_ms: 1500 };
const FLOOD = { bytes: 1100, waiting: 64_000, lasts_ms: 1500 };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const within = (promise, ms) => Promise.race([promise, pause(ms).then(() => Promise.reject(new Error("too late")))]);
const once = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

/** The middle one of the numbers, which one slow answer does not move. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/**
 * Opens the room's own socket and lets it answer some beats, which it does before the hello as well.
 * {is_reached, rtt_ms, jitter_ms}; a proxy that cuts sockets off is found here and not in the lesson.
 */
export async function reach(url, { Socket = WebSocket, now = () => performance.now(), patience = PATIENCE_MS } = {}) {
  const socket = new Socket(url);
  const times = [];
  try {
    await within(opened(socket), patience);
    const until = now() + patience;
    while (times.length < PINGS && now() < until && socket.readyState === 1) {
      const sent = now();
      const answer = once(socket, "message");
      socket.send('{"type":"beat"}');
      await within(answer, Math.max(1, until - sent));
      times.push(now() - sent);
    }
  } catch {
    // What was measured until then counts.
  } finally {
    socket.close();
  }
  return summary(times);
}

function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("close", () => reject(new Error("closed")), { once: true });
  });
}

function summary(times) {
  if (times.length === 0) {
    return { is_reached: false, rtt_ms: null, jitter_ms: null };
  }
  const steps = times.slice(1).map((time, index) => Math.abs(time - times[index]));
  return { is_reached: true, rtt_ms: Math.round(median(times)), jitter_ms: Math.round(median(steps) ?? 0) };
}

/** The ways out that the browser finds: some of "host", "srflx" (past the router) and "relay". */
export async function ways(iceServers, { Peer = RTCPeerConnection, patience = PATIENCE_MS } = {}) {
  const peer = new Peer({ iceServers });
  const kinds = new Set();
  const done = new Promise((resolve) => {
    peer.addEventListener("icecandidate", ({ candidate }) => {
      const type = candidate?.candidate ? candidate.type : null;
      type && kinds.add(type);
      candidate === null && resolve();
    });
  });
  peer.createDataChannel("probe");
  await peer.setLocalDescription(await peer.createOffer());
  await within(done, patience).catch(() => {});
  peer.close();
  return [...kinds];
}

/** Sends through the relay to ourselves: {loss (0 to 1), rtt_ms, kbps}, or null when nothing came through. */
export async function carried(iceServers, { Peer = RTCPeerConnection, policy = "relay", tone = TONE, flood = FLOOD } = {}) {
  const pair = [0, 1].map(() => new Peer({ iceServers, iceTransportPolicy: policy }));
  const [out, back] = pair.map((peer) => channelOf(peer));
  try {
    await within(Promise.all([once(out, "open"), once(back, "open"), joined(pair)]), 2 * PATIENCE_MS);
    const quality = await toneThrough(out, back, tone);
    return { ...quality, kbps: await floodThrough(out, back, flood) };
  } catch {
    return null;
  } finally {
    pair.forEach((peer) => peer.close());
  }
}

function channelOf(peer) {
  const channel = peer.createDataChannel("probe", { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 });
  channel.binaryType = "arraybuffer";
  return channel;
}

async function joined([one, other]) {
  const pass = (from, to) => from.addEventListener("icecandidate", ({ candidate }) => candidate && to.addIceCandidate(candidate).catch(() => {}));
  const offer = await one.createOffer();
  await other.setRemoteDescription(offer);
  pass(one, other);
  pass(other, one);
  await one.setLocalDescription(offer);
  const answer = await other.createAnswer();
  await one.setRemoteDescription(answer);
  await other.setLocalDescription(answer);
}

async function toneThrough(out, back, { bytes, every_ms, lasts_ms }) {
  const [began, times] = [performance.now(), []];
  back.onmessage = ({ data }) => times.push(performance.now() - new Float64Array(data, 0, 1)[0]);
  let sent = 0;
  while (performance.now() - began < lasts_ms) {
    const packet = new ArrayBuffer(bytes);
    new Float64Array(packet, 0, 1)[0] = performance.now();
    out.send(packet);
    sent += 1;
    await pause(every_ms);
  }
  await pause(300);
  back.onmessage = null;
  if (times.length === 0) {
    throw new Error("nothing came through");
  }
  return { loss: Math.max(0, 1 - times.length / sent), rtt_ms: Math.round(median(times)) };
}

async function floodThrough(out, back, { bytes, waiting, lasts_ms }) {
  const packet = new ArrayBuffer(bytes);
  const began = performance.now();
  let received = 0;
  back.onmessage = ({ data }) => (received += data.byteLength);
  while (performance.now() - began < lasts_ms) {
    while (out.bufferedAmount < waiting) {
      out.send(packet);
    }
    await pause(5);
  }
  back.onmessage = null;
  return Math.round((received * 8) / (performance.now() - began));
}

const isRelay = ({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url));

/** All of it. `servers`: promise of ICE servers; `heard` is told what is known so far. */
export async function measure(url, servers, heard = () => {}, tools = {}) {
  const { reach: ask = reach, ways: look = ways, carried: carry = carried } = tools;
  const result = { ...(await ask(url)), ways: null, has_relay: false, relay: null };
  heard(result);
  const iceServers = result.is_reached ? await servers().catch(() => []) : [];
  if (iceServers.length > 0) {
    result.ways = await look(iceServers);
    result.has_relay = iceServers.some(isRelay);
    heard(result);
    result.relay = result.has_relay && result.ways.includes("relay") ? await carry(iceServers) : null;
  }
  return result;
}

/** What to think of it: {verdict: "good" | "weak" | "lost", name of the sentence}. The first matter is the gravest. */
export function judged({ is_reached, rtt_ms, jitter_ms, ways: found, has_relay, relay }) {
  const weak = [
    ["net_no_way", found !== null && !found.includes("srflx") && !found.includes("relay")],
    ["net_no_relay", has_relay && found !== null && !found.includes("relay")],
    ["net_lossy", (relay?.loss ?? 0) > 0.02],
    ["net_slow", rtt_ms > 300 || (relay?.rtt_ms ?? 0) > 300],
    ["net_unsteady", jitter_ms > 60],
    ["net_narrow", relay !== null && relay.kbps < 800],
  ];
  if (!is_reached) {
    return { verdict: "lost", name: "net_unreached" };
  }
  const [first] = weak.filter(([, isSo]) => isSo);
  return first ? { verdict: "weak", name: first[0] } : { verdict: "good", name: "" };
}
