// One end of a socket to either server: `open` gives {id, offer(to), answer(to), onsignal, knows(id)}.
import { randomUUID } from "node:crypto";
import WebSocket from "ws";

const SDP = "v=0\r\n" + "a=rtpmap:111 opus/48000/2\r\n".repeat(111);
const ACK_EVERY = 16;
const ACK_AFTER_MS = 250;

const socketTo = (address, options) => new WebSocket(address, { perMessageDeflate: false, ...options });

/** A socket that fails would leave its pair waiting for ever: the measurement ends, and says why. */
const fail = (error) => {
  console.log(JSON.stringify({ error: String(error.message ?? error) }));
  process.exit(1);
};
const failing = (socket) => {
  socket.on("error", fail);
  socket.on("close", (code) => fail(`closed ${code}`));
};

/** PeerServer's own protocol (npm peerjs-server 1.x). */
export const peer = ({ url, from }) =>
  new Promise((resolve) => {
    const id = randomUUID();
    const socket = socketTo(`${url}/peerjs?key=peerjs&id=${id}&token=${id}`, { localAddress: from });
    const said = (type) => (dst) => socket.send(JSON.stringify({ type, dst, payload: { type: "media", connectionId: "mc_1", sdp: { type: type.toLowerCase(), sdp: SDP } } }));
    setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"type":"HEARTBEAT"}'), 5_000);
    const end = { id, offer: said("OFFER"), answer: said("ANSWER"), onsignal() {}, knows: async () => {} };
    socket.on("message", (text) => {
      const frame = JSON.parse(text);
      if (frame.type === "OPEN") resolve(end);
      else if (frame.type === "ERROR") fail(text);
      else if (frame.src) end.onsignal(frame.type.toLowerCase(), frame.src);
    });
    failing(socket);
  });

/** Ours (docs/room-protocol.md). */
export const ours = ({ url, slug, cookie, name, from, version = 1, state_ms }) =>
  new Promise((resolve) => {
    const headers = { cookie, origin: url.replace(/^ws/, "http") };
    const socket = socketTo(`${url}/ws/rooms/${slug}/`, { headers, localAddress: from });
    const send = (frame) => socket.send(JSON.stringify(frame));
    const said = (kind) => (to) => send({ type: "signal", id: randomUUID(), to, kind, epoch: 1, payload: { type: kind, sdp: SDP } });
    const end = { id: "", peers: [], offer: said("offer"), answer: said("answer"), onsignal() {}, seen: 0, onjoined() {} };
    // With another process the news that somebody has come may be on its way still.
    end.knows = (id) =>
      new Promise((known) => {
        end.onjoined = () => end.peers.includes(id) && known();
        end.onjoined();
      });
    let acked = 0;
    const ack = () => {
      if (end.seen > acked && socket.readyState === WebSocket.OPEN) send({ type: "ack", seq: (acked = end.seen) });
    };
    setInterval(ack, ACK_AFTER_MS);
    setInterval(() => socket.readyState === WebSocket.OPEN && send({ type: "beat" }), 10_000);
    let hand = false;
    const raise = () => socket.readyState === WebSocket.OPEN && end.id && send({ type: "state", hand: (hand = !hand) });
    if (state_ms) setInterval(raise, Number(state_ms));
    socket.on("open", () => send({ type: "hello", v: version, display_name: name }));
    socket.on("message", (text) => {
      const frame = JSON.parse(text);
      if (frame.seq && (end.seen = frame.seq) - acked >= ACK_EVERY) ack();
      if (frame.type === "signal") end.onsignal(frame.kind, frame.from);
      else if (frame.type === "welcome") resolve(Object.assign(end, { id: frame.peer, peers: frame.peers.map(({ id }) => id) }));
      else if (frame.type === "peer.joined") end.onjoined(end.peers.push(frame.peer.id));
      else if (frame.type === "error" || frame.type === "waiting" || frame.type === "elsewhere") fail(text);
    });
    failing(socket);
  });
