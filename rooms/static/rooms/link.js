/** The pair of me and one peer: its negotiation, its connection, what is done when it breaks, and what is known of it. */

import { Bounds } from "./bounds.js";
import { Connection } from "./connection.js";
import { figures } from "./figures.js";
import { words } from "./fingerprint.js";
import { Ladder } from "./ladder.js";
import { begin, isPolite, step } from "./negotiation.js";
import { Pulse } from "./pulse.js";
import { Received } from "./received.js";
import { CHANNELS } from "./slots.js";

const PATIENCE_MS = 5_000;
const FIGURES_MS = 2_000;
// After a description that the browser refuses, so that two browsers do not refuse each other without a pause.
const BROKEN_MS = 1_000;
// A browser has a few hundred connections, and takes closed ones back late: no other side may make it use them up.
const CALLS = [
  { most: 3, every: 1_000 },
  { most: 20, every: 10_000 },
];
const BEFORE = new Set(["connecting", "unreached"]);
const RUNNING = new Set(["connected", "interrupted"]);
const FINE = new Set(["connected", "completed"]);

export class Link {
  #me;
  #peer;
  #shared;
  #tell;
  #state;
  #connection = null;
  #ladder;
  #pulse = null;
  #received;
  #timers = {};
  #totals = null;
  #calls = new Bounds(CALLS);
  #postponed = null;
  #arrived = null;

  /**
   * `shared`: what all links have in common: config() for the connection, tracks (slot to track), count() of them,
   * send(frame) and keepEpoch(peer, epoch). `tell(type, detail)` gets the events of Links. `epoch`: the pair's highest so far.
   */
  constructor({ me, peer, epoch, shared, tell }) {
    this.#me = me;
    this.#peer = peer;
    this.#shared = shared;
    this.#tell = (type, detail) => tell(type, { peer: peer.id, ...detail });
    this.#state = begin({ ...this.#roles(), epoch });
    this.#received = new Received(this.#tell);
    this.#tell("state", { state: "connecting" });
    const rungs = {
      probe: () => this.#pulse?.ping(),
      restart: () => this.#handle({ type: "restart" }),
      renew: () => this.#renewUnlessFine(),
      show: (state) => this.#tell("state", { state }),
    };
    this.#ladder = new Ladder(rungs, this.#state.isPolite);
    this.#timers.figures = setInterval(() => this.#measure(), FIGURES_MS);
  }

  /** Begins; a page that was loaded anew goes on above the epoch of the page before, without waiting for the other side. */
  start(isReturning) {
    // An offer that overtook the news of its sender has begun it already.
    if (this.#connection) {
      return;
    }
    if (isReturning) {
      this.renew();
      return;
    }
    this.#handle({ type: "start" });
    this.#timers.patience = setTimeout(() => !this.#connection && this.renew(), PATIENCE_MS);
  }

  /** A new connection with a new epoch. */
  renew() {
    this.#handle({ type: "renew" });
    this.#ladder.begun();
  }

  /** The peer, or I, may be host now, or an observer no more. */
  update(me, peer) {
    const isOtherDirection = direction(me) !== direction(this.#me);
    [this.#me, this.#peer] = [me, peer];
    this.#handle({ type: "roles", ...this.#roles() });
    if (isOtherDirection) {
      this.renew();
    }
  }

  onSignal({ kind, epoch, payload }) {
    const event = { type: "signal", kind, epoch, payload };
    const isOpening = step(this.#state, event).actions.some((action) => action.do === "open");
    const wait = isOpening ? this.#calls.take() : 0;
    if (wait > 0) {
      this.#postpone(event, wait);
    } else {
      this.#handle(event);
    }
  }

  /** Whether something comes through, or did a moment ago. */
  get isRunning() {
    return RUNNING.has(this.#ladder.state);
  }

  setTrack(slot, track) {
    const connection = this.#connection;
    connection?.setTrack(slot, track)?.catch((error) => connection === this.#connection && this.#broken(error));
    this.#sayLive();
  }

  setConfig() {
    this.#connection?.pc.setConfiguration(this.#shared.config());
  }

  /** There are more links now, or fewer. */
  share() {
    this.#connection?.share(this.#shared.count());
  }

  /** While signalling is away, nothing can be negotiated. */
  hold(isHeld) {
    this.#ladder.hold(isHeld);
  }

  channel(name) {
    return this.#connection?.channels.get(name) ?? null;
  }

  close() {
    this.#leave();
    this.#connection = null;
    this.#ladder.stop();
    clearInterval(this.#timers.figures);
    clearTimeout(this.#timers.patience);
    clearTimeout(this.#timers.broken);
    clearTimeout(this.#timers.postponed);
    this.#received.close();
  }

  /** The other side asks for new connections too often: the newest of its requests counts, later. */
  #postpone(event, wait) {
    if (event.epoch >= (this.#postponed?.epoch ?? 0)) {
      this.#postponed = event;
    }
    clearTimeout(this.#timers.postponed);
    this.#timers.postponed = setTimeout(() => {
      const due = this.#postponed;
      this.#postponed = null;
      this.onSignal(due);
    }, wait);
  }

  #roles() {
    return { isPolite: isPolite(this.#me, this.#peer), mayOffer: this.#me.role !== "observer" };
  }

  #handle(event) {
    const before = this.#state.epoch;
    const { state, actions } = step(this.#state, event);
    this.#state = state;
    if (state.epoch !== before) {
      this.#shared.keepEpoch(this.#peer.id, state.epoch);
    }
    actions.forEach((action) => this.#perform(action));
  }

  #perform({ do: deed, ...action }) {
    if (deed === "send") {
      this.#shared.send({ type: "signal", to: this.#peer.id, ...action });
    } else if (deed === "open") {
      this.#open(action.isOffering);
    } else {
      // There is none if the browser could make no more.
      this.#connection?.[deed](action);
      if (deed === "accept" && action.isRestart) {
        this.#ladder.mending();
      }
    }
  }

  #open(isOffering) {
    this.#leave();
    const mine = this.#connect(isOffering);
    this.#connection = mine;
    this.#totals = null;
    if (!mine) {
      return;
    }
    CHANNELS.forEach((_, name) => this.#follow(mine, name));
    this.#pulse = new Pulse(mine.channels.get("keys"), {
      answered: () => this.#answered(),
      silent: () => this.#doubt(),
    });
    this.#ladder.begun();
  }

  #connect(isOffering) {
    try {
      return new Connection({
        config: this.#shared.config(),
        isOffering,
        direction: direction(this.#me),
        tracks: this.#shared.tracks,
        heard: (event) => this.#heard(event),
      });
    } catch (error) {
      this.#broken(error);
      return null;
    }
  }

  #leave() {
    this.#pulse?.stop();
    this.#pulse = null;
    this.#arrived = null;
    this.#connection?.close();
  }

  #heard(event) {
    if (event.type === "path") {
      this.#path();
      return;
    }
    if (event.type === "broken") {
      this.#broken(event.error);
      return;
    }
    this.#handle(event);
    if (event.type === "answered" || event.type === "applied") {
      this.#received.look(this.#connection.slots);
      this.share();
    }
  }

  #broken(error) {
    // For whoever looks for the reason; the person is told by the lamp.
    console.warn("rooms: negotiation failed", error);
    clearTimeout(this.#timers.broken);
    this.#timers.broken = setTimeout(() => this.renew(), BROKEN_MS);
  }

  #path() {
    const { connectionState, iceConnectionState } = this.#connection.pc;
    if (connectionState === "failed" || iceConnectionState === "failed") {
      this.#ladder.failed();
    } else if (connectionState === "connected" && FINE.has(iceConnectionState)) {
      this.#connected();
    } else if (iceConnectionState === "disconnected") {
      this.#ladder.disconnected();
    }
  }

  #isFine() {
    const { connectionState, iceConnectionState } = this.#connection?.pc ?? {};
    return connectionState === "connected" && FINE.has(iceConnectionState);
  }

  #connected() {
    this.#ladder.connected();
    const { pc } = this.#connection;
    words(pc.localDescription?.sdp, pc.remoteDescription?.sdp).then((found) => found && this.#tell("words", { words: found }));
  }

  /** Pings are answered by the other page, which may only be busy: a path on which packets still come is not broken. */
  async #doubt() {
    const [connection, before] = [this.#connection, this.#arrived];
    const { totals } = figures(await connection.pc.getStats());
    if (connection !== this.#connection || this.#ladder.state !== "connected") {
      return;
    }
    this.#arrived = before === null ? totals.received : null;
    if (before !== null && totals.received > before) {
      this.#pulse.forgive();
    } else if (before !== null) {
      this.#ladder.failed();
    }
  }

  #answered() {
    this.#arrived = null;
    if (this.#isFine() && this.#ladder.state === "recovering") {
      this.#connected();
    }
    this.#ladder.answered();
  }

  #renewUnlessFine() {
    // A page that sleeps answers no pings, and its sound may well go on.
    if (this.#isFine() && this.channel("ctl")?.readyState === "open") {
      this.#pulse.forgive();
      this.#connected();
    } else {
      this.renew();
    }
  }

  #follow(connection, name) {
    const channel = connection.channels.get(name);
    channel.onopen = () => {
      this.#sayLive();
      this.#tell("channel", { name, channel });
    };
    channel.onclose = () => connection === this.#connection && name === "ctl" && this.#ladder.failed(true);
    if (name === "ctl") {
      channel.addEventListener("message", ({ data }) => this.#received.told(data));
    }
  }

  /** Without a negotiation the other side cannot see which slots are in use. */
  #sayLive() {
    const ctl = this.channel("ctl");
    if (ctl?.readyState === "open") {
      const live = [...this.#shared.tracks].filter(([, track]) => track).map(([slot]) => slot);
      ctl.send(JSON.stringify({ type: "slots", live }));
    }
  }

  async #measure() {
    const connection = this.#connection;
    if (!connection || BEFORE.has(this.#ladder.state)) {
      return;
    }
    const { totals, ...numbers } = figures(await connection.pc.getStats(), this.#totals);
    if (connection === this.#connection) {
      this.#totals = totals;
      this.#tell("figures", numbers);
    }
  }
}

/** Observers only look on; a second camera sends and has nothing to play, or its person would be heard twice. */
function direction(me) {
  if (me.camera) {
    return "sendonly";
  }
  return me.role === "observer" ? "recvonly" : "sendrecv";
}
