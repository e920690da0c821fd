import { encoding } from "/static/rooms/budget.js";
import { figures } from "/static/rooms/figures.js";
import { words } from "/static/rooms/fingerprint.js";
import { musical } from "/static/rooms/opus.js";
import { equal, test } from "/tests/harness.js";

const LINE = "minptime=10;useinbandfec=0;ptime=10;stereo=1;sprop-stereo=1;maxaveragebitrate=510000;usedtx=0;cbr=0";
const print = (byte) => Array(32).fill(byte).join(":");
const described = (byte) => `v=0\r\na=fingerprint:sha-256 ${print(byte)}\r\n`;

async function offered() {
  const pc = new RTCPeerConnection();
  ["audio", "video", "audio"].forEach((kind) => pc.addTransceiver(kind));
  return { pc, sdp: (await pc.createOffer()).sdp };
}

test("every section of sound gets the line for music, and pictures none", async () => {
  const { sdp } = await offered();
  const sections = musical(sdp).split(/(?=^m=)/m).filter((section) => section.startsWith("m="));
  const lines = sections.map((section) => section.match(/^a=(fmtp:111 .*|ptime:10)$/gm));
  equal(lines, [[`a=fmtp:111 ${LINE}`, "a=ptime:10"], null, [`a=fmtp:111 ${LINE}`, "a=ptime:10"]]);
});

test("the browser takes the description, and a second time changes nothing", async () => {
  const { pc, sdp } = await offered();
  equal(musical(musical(sdp)), musical(sdp));
  await pc.setLocalDescription({ type: "offer", sdp: musical(sdp) });
  equal(pc.localDescription.sdp.includes("maxaveragebitrate=510000"), true);
});

test("sound without Opus stays as it is, and Opus without a line gets one", () => {
  const other = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n";
  equal(musical(other), other);
  const bare = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 opus/48000/2\r\na=ptime:20\r\n";
  equal(/a=fmtp:96 minptime=10;.*;cbr=0\r\na=ptime:10\r\n$/.test(musical(bare)), true);
});

test("both sides read the same twelve digits, and other keys make others", async () => {
  const found = await words(described("AA"), described("BB"));
  equal(/^\d{3} \d{3} \d{3} \d{3}$/.test(found), true);
  equal(await words(described("bb"), described("aa")), found);
  equal((await words(described("AA"), described("BC"))) === found, false);
});

test("the digits are those of the written rule", async () => {
  const text = [`sha-256 ${print("AA")}`, `sha-256 ${print("BB")}`].join("\n");
  const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))];
  const number = hash.slice(0, 8).reduce((total, byte) => total * 256n + BigInt(byte), 0n) % 1_000_000_000_000n;
  equal((await words(described("AA"), described("BB"))).replaceAll(" ", ""), String(number).padStart(12, "0"));
});

test("the more others, the less picture for each; a shared page keeps its size, and sound comes first", () => {
  const bits = [1, 2, 3, 4, 5, 9, 10, 19].map((count) => encoding("face", count).maxBitrate / 1000);
  equal(bits, [1500, 1500, 800, 800, 350, 350, 150, 150]);
  equal([encoding("hands", 19).scaleResolutionDownBy, encoding("screen", 19).scaleResolutionDownBy], [4, undefined]);
  equal([encoding("audio", 19).priority, encoding("screen_audio", 1).maxBitrate], ["high", undefined]);
});

test("without both descriptions there are no digits", async () => {
  equal([await words(undefined, described("AA")), await words(described("AA"), "v=0\r\n")], [null, null]);
});

/** What a browser reports, `at` milliseconds in. */
function report(at, { sent, received, arrived, lost, theirs = 0, kind = "host" }) {
  return new Map([
    ["T", { type: "transport", selectedCandidatePairId: "P" }],
    ["P", { type: "candidate-pair", timestamp: at, bytesSent: sent, bytesReceived: received, currentRoundTripTime: 0.0214, localCandidateId: "L", remoteCandidateId: "R" }],
    ["L", { type: "local-candidate", candidateType: "host" }],
    ["R", { type: "remote-candidate", candidateType: kind }],
    ["I", { type: "inbound-rtp", packetsReceived: arrived, packetsLost: lost }],
    ["V", { type: "inbound-rtp" }],
    ["O", { type: "remote-inbound-rtp", fractionLost: theirs }],
  ]);
}

test("figures are those of the time since the call before", () => {
  const first = figures(report(1000, { sent: 1000, received: 500, arrived: 100, lost: 50 }));
  const { totals, ...second } = figures(report(3000, { sent: 126_000, received: 250_500, arrived: 190, lost: 60 }), first.totals);
  equal(second, { rtt_ms: 21, loss: 0.1, kbps_in: 1000, kbps_out: 500, relay: false });
  equal(totals.at, 3000);
});

test("loss is the worse direction's, and a path through a relay is called so", () => {
  const found = figures(report(1000, { sent: 0, received: 0, arrived: 99, lost: 1, theirs: 0.25, kind: "relay" }));
  equal([found.loss, found.relay, found.kbps_in], [0.25, true, 0]);
});

test("a connection that counts from zero again shows no negative rate", () => {
  const first = figures(report(1000, { sent: 9000, received: 9000, arrived: 10, lost: 9 }));
  const second = figures(report(2000, { sent: 1, received: 1, arrived: 20, lost: 0 }), first.totals);
  equal([second.kbps_in, second.kbps_out, second.loss], [0, 0, 0]);
});

test("without a path there are no figures, and a browser that names none in the transport has one", () => {
  const none = figures(new Map());
  equal([none.rtt_ms, none.relay, none.loss, none.kbps_in], [null, null, 0, 0]);
  const firefox = report(1000, { sent: 0, received: 0, arrived: 0, lost: 0 });
  firefox.delete("T");
  Object.assign(firefox.get("P"), { nominated: true, state: "succeeded" });
  equal([figures(firefox).rtt_ms, figures(firefox).relay], [21, false]);
});
