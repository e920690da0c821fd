import { equal, test } from "/tests/harness.js";
import { carried, judged, measure, median, reach, ways } from "/static/rooms/nettest.js";
import { socketAddress } from "/static/rooms/device-network.js";

const GOOD = { is_reached: true, rtt_ms: 40, jitter_ms: 5, ways: null, has_relay: false, relay: null };
const TURN = [{ urls: ["turn:relay.test"], username: "u", credential: "c" }];

/** A server's end that answers each frame `times[n]` milliseconds later by its own clock, or closes. */
function server(times) {
  let now = 0;
  class Socket extends EventTarget {
    readyState = 1;

    constructor() {
      super();
      queueMicrotask(() => this.dispatchEvent(new Event(times ? "open" : "close")));
    }

    send(text) {
      equal(text, '{"type":"beat"}');
      const wait = times.shift();
      now += wait ?? 0;
      wait === undefined || queueMicrotask(() => this.dispatchEvent(new Event("message")));
    }

    close() {
      this.readyState = 3;
    }
  }
  return { Socket, now: () => now, patience: 30_000 };
}

test("the middle is not moved by one slow answer", () => {
  equal([median([]), median([3, 1, 500])], [null, 3]);
});

test("round trips and their steps are measured over the room's own socket", async () => {
  equal(await reach("", server([40, 42, 40, 300, 40, 40, 42, 40])), { is_reached: true, rtt_ms: 40, jitter_ms: 2 });
});

test("a socket that is closed, or never answers, is not reached", async () => {
  const none = { is_reached: false, rtt_ms: null, jitter_ms: null };
  equal(await reach("", server(null)), none);
  equal(await reach("", { ...server([]), patience: 20 }), none);
});

test("an answer that fails to come leaves what was measured", async () => {
  equal(await reach("", { ...server([40]), patience: 100 }), { is_reached: true, rtt_ms: 40, jitter_ms: 0 });
});

test("a real connection finds its ways out, and gives up in time", async () => {
  equal((await ways([], { patience: 3000 })).filter((way) => way !== "host"), []);
  class Silent extends EventTarget {
    createDataChannel() {}
    async createOffer() {}
    async setLocalDescription() {}
    close() {}
  }
  equal(await ways(TURN, { Peer: Silent, patience: 10 }), []);
});

test("packets are counted through a real pair of connections", async () => {
  const [tone, flood] = [{ bytes: 160, every_ms: 10, lasts_ms: 200 }, { bytes: 1100, waiting: 20_000, lasts_ms: 200 }];
  const found = await carried([], { policy: "all", tone, flood });
  equal([found.loss, found.rtt_ms < 200, found.kbps > 100], [0, true, true]);
});

test("a relay through which nothing comes is null", async () => {
  class Broken extends RTCPeerConnection {
    async createOffer() {
      throw new Error("no");
    }
  }
  equal(await carried([], { Peer: Broken }), null);
});

test("the relay is tried only where there is one and it was found", async () => {
  const tools = { reach: async () => ({ is_reached: true, rtt_ms: 9, jitter_ms: 1 }), carried: async () => "carried" };
  const result = (found, servers) => measure("", async () => servers, () => {}, { ...tools, ways: async () => found });
  equal((await result(["relay"], TURN)).relay, "carried");
  equal((await result(["srflx"], TURN)).relay, null);
  equal((await result(["srflx"], [{ urls: "stun:relay.test" }])).has_relay, false);
  equal((await result([], [])).ways, null);
});

test("servers that cannot be had do not end the measuring", async () => {
  const tools = { reach: async () => ({ is_reached: true, rtt_ms: 9, jitter_ms: 1 }) };
  const result = await measure("", async () => Promise.reject(new Error("403")), () => {}, tools);
  equal([result.ways, judged(result).verdict], [null, "good"]);
});

test("the gravest matter is said first", () => {
  const verdict = (more) => Object.values(judged({ ...GOOD, ...more }));
  const relay = { loss: 0, rtt_ms: 50, kbps: 4000 };
  equal(verdict({}), ["good", ""]);
  equal(verdict({ is_reached: false, rtt_ms: null }), ["lost", "net_unreached"]);
  equal(verdict({ ways: ["host"], has_relay: true }), ["weak", "net_no_way"]);
  equal(verdict({ ways: ["host", "srflx"], has_relay: true }), ["weak", "net_no_relay"]);
  equal(verdict({ relay: { ...relay, loss: 0.024 } }), ["weak", "net_lossy"]);
  equal([verdict({ rtt_ms: 400 })[1], verdict({ relay: { ...relay, rtt_ms: 400 } })[1]], ["net_slow", "net_slow"]);
  equal([verdict({ jitter_ms: 90 })[1], verdict({ relay: { ...relay, kbps: 300 } })[1]], ["net_unsteady", "net_narrow"]);
});

test("sockets have the page's own address", () => {
  equal(socketAddress("/ws/rooms/an/", { protocol: "https:", host: "school.test" }), "wss://school.test/ws/rooms/an/");
  equal(socketAddress("/ws/", { protocol: "http:", host: "localhost:8000" }), "ws://localhost:8000/ws/");
});
