/**
 * My connections with the others of a room, always those that topology.js says. They need the server only to negotiate:
 * as long as a peer stays in the snapshots, its connection goes on, whatever becomes of the socket.
 *
 * Events: "track" {peer, slot, track, stream}, "untrack" {peer, slot}, "state" {peer, state: connecting | unreached |
 * connected | interrupted | recovering}, "figures" {peer, rtt_ms, loss, kbps_out, kbps_in, relay}, "words" {peer, words}, "channel"
 * {peer, name, channel}.
 */

import { Link } from "./link.js";
import { partners } from "./topology.js";

/** Signals may overtake the news of who sends them: so many of each sender, and of so many senders. */
const MOST_EARLY = 64;
const MOST_SENDERS = 64;
const EARLY_MS = 15_000;

export class Links extends EventTarget {
  #me;
  #storage;
  #links = new Map();
  #early = new Map();
  #epochs;
  #returning;
  #servers;
  #isRelayOnly;
  #kept = new Set();
  #isHeld = false;
  #shared;

  /** `me`: my peer object of the welcome; `send(frame)`: to the socket, which gives signals their ids. */
  constructor({ send, me, iceServers = [], relayOnly = false, storage = sessionStorage }) {
    super();
    this.#storage = storage;
    this.#servers = iceServers;
    this.#isRelayOnly = relayOnly;
    this.#shared = {
      send,
      tracks: new Map(),
      count: () => this.#links.size,
      config: () => ({
        iceServers: this.#servers,
        iceTransportPolicy: this.#isRelayOnly ? "relay" : "all",
        bundlePolicy: "max-bundle",
      }),
      keepEpoch: (peer, epoch) => this.#keepEpoch(peer, epoch),
    };
    this.#become(me);
  }

  /**
   * The others as the server knows them now; `me`: myself, when something about me has changed. `kept`: ids of peers that
   * the server has lost and whose connections go on as long as they can, without being mended.
   */
  sync(peers, { spotlight = null, me = this.#me, kept = [] } = {}) {
    if (me.id !== this.#me.id) {
      this.close();
      this.#become(me);
    }
    this.#me = me;
    const [ids, before] = [partners(me, peers, { spotlight }), this.#links.size];
    this.#kept = new Set(kept);
    [...this.#links.keys()].filter((id) => !ids.has(id) && !this.#kept.has(id)).forEach((id) => this.#drop(id));
    this.#hold();
    peers.filter(({ id }) => ids.has(id)).forEach((peer) => this.#keep(peer));
    if (this.#links.size !== before) {
      this.#links.forEach((link) => link.share());
    }
  }

  onSignal(frame) {
    const link = this.#links.get(frame.from);
    if (link) {
      link.onSignal(frame);
    } else {
      this.#wait(frame);
    }
  }

  /** Whether something comes through from the peer, or did a moment ago. */
  isRunning(peer) {
    return this.#links.get(peer)?.isRunning ?? false;
  }

  /** What I send in a slot from now on, to everybody; null: nothing. */
  setTrack(slot, track) {
    this.#shared.tracks.set(slot, track);
    this.#links.forEach((link) => link.setTrack(slot, track));
  }

  /** Used from the next gathering on; what is connected stays so. */
  setIceServers(servers) {
    this.#servers = servers;
    this.#links.forEach((link) => link.setConfig());
  }

  /** Home addresses are hidden from now on: what was agreed on with them is given up. */
  setRelayOnly(isRelayOnly) {
    if (isRelayOnly !== this.#isRelayOnly) {
      this.#isRelayOnly = isRelayOnly;
      this.#links.forEach((link) => (isRelayOnly ? link.renew() : link.setConfig()));
    }
  }

  /** Whether the socket is open: without it nothing can be repaired, and once it is back everything is, at once. */
  setSignalling(isOpen) {
    this.#isHeld = !isOpen;
    this.#hold();
  }

  /** The data channel of that name to the peer, or null. */
  channel(peer, name) {
    return this.#links.get(peer)?.channel(name) ?? null;
  }

  close() {
    [...this.#links.keys()].forEach((id) => this.#drop(id));
    this.#early.clear();
  }

  #become(me) {
    this.#me = me;
    this.#epochs = new Map(Object.entries(this.#stored()));
    // Pairs of the page before this one: the others still hold its connections.
    this.#returning = new Set(this.#epochs.keys());
  }

  #keep(peer) {
    if (this.#links.has(peer.id)) {
      this.#links.get(peer.id).update(this.#me, peer);
      return;
    }
    const tell = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
    const epoch = this.#epochs.get(peer.id) ?? 0;
    const link = new Link({ me: this.#me, peer, epoch, shared: this.#shared, tell });
    this.#links.set(peer.id, link);
    link.hold(this.#isHeld);
    this.#deliverEarly(peer.id);
    link.start(this.#returning.delete(peer.id));
  }

  /** Nobody takes signals for a peer that the server has lost. */
  #hold() {
    this.#links.forEach((link, id) => link.hold(this.#isHeld || this.#kept.has(id)));
  }

  #wait(frame) {
    const earlier = fresh(this.#early.get(frame.from));
    // Last in the map is who was heard last; the first is forgotten when there are too many.
    this.#early.delete(frame.from);
    this.#early.set(frame.from, [...earlier, { frame, at: Date.now() }].slice(-MOST_EARLY));
    if (this.#early.size > MOST_SENDERS) {
      this.#early.delete(this.#early.keys().next().value);
    }
  }

  #deliverEarly(id) {
    const early = fresh(this.#early.get(id));
    this.#early.delete(id);
    early.forEach(({ frame }) => this.onSignal(frame));
  }

  #drop(id) {
    this.#links.get(id).close();
    this.#links.delete(id);
  }

  #keepEpoch(peer, epoch) {
    this.#epochs.set(peer, epoch);
    this.#storage.setItem(this.#key(), JSON.stringify(Object.fromEntries(this.#epochs)));
  }

  #stored() {
    try {
      return JSON.parse(this.#storage.getItem(this.#key())) ?? {};
    } catch {
      return {};
    }
  }

  #key() {
    return `rooms:epochs:${this.#me.id}`;
  }
}

function fresh(early = []) {
  return early.filter(({ at }) => Date.now() - at < EARLY_MS);
}
