/** One RTCPeerConnection: carries out what negotiation.js decides, one after the other, and reports back. */

import { encoding } from "./budget.js";
import { musical } from "./opus.js";
import { CHANNELS, SLOTS, hint, nextSlot, streamOf } from "./slots.js";

/** So long the first candidates are waited for: those of this machine come at once, and need no frame of their own. */
const GATHER_MS = 40;

export class Connection {
  /** Slot to transceiver; on the answering side empty until the first offer. */
  slots = new Map();
  channels = new Map();
  #tracks;
  #direction;
  #heard;
  #streams = new Map();
  #work = Promise.resolve();
  #isGathering = false;

  /**
   * `tracks`: slot to what is sent in it. `heard(event)` gets "offered", "answered", "applied" and "candidate" as
   * negotiation.js wants them, {type: "path"} when a state of the connection changed, and {type: "broken", error}.
   */
  constructor({ config, isOffering, direction, tracks, heard }) {
    this.pc = new RTCPeerConnection(config);
    this.#tracks = tracks;
    this.#direction = direction;
    this.#heard = heard;
    CHANNELS.forEach((options, name) => this.channels.set(name, this.pc.createDataChannel(name, options)));
    this.channels.get("keys").binaryType = "arraybuffer";
    if (isOffering) {
      SLOTS.forEach((kind, slot) => this.#add(kind, slot));
    }
    this.pc.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    this.pc.oniceconnectionstatechange = () => heard({ type: "path" });
    this.pc.onconnectionstatechange = () => heard({ type: "path" });
  }

  offer({ n, isRestart }) {
    this.#next(async () => {
      await this.#describe(await this.pc.createOffer({ iceRestart: isRestart }));
      this.#heard({ type: "offered", n, sdp: this.pc.localDescription.sdp });
    });
  }

  accept({ n, sdp }) {
    this.#next(async () => {
      await this.pc.setRemoteDescription({ type: "offer", sdp });
      await this.#map();
      await this.#describe(await this.pc.createAnswer());
      this.#heard({ type: "answered", n, sdp: this.pc.localDescription.sdp });
    });
  }

  apply({ sdp }) {
    this.#next(async () => {
      await this.pc.setRemoteDescription({ type: "answer", sdp });
      this.#heard({ type: "applied" });
    });
  }

  candidate({ candidate }) {
    // One of many ways; without it the others are tried.
    this.#next(() => this.pc.addIceCandidate(candidate).catch(() => {}));
  }

  /** Another track in the slot, or none; nothing is negotiated for it. */
  setTrack(slot, track) {
    return this.slots.get(slot)?.sender.replaceTrack(hint(slot, track));
  }

  /** So many connections share what this computer and its line can do. */
  share(count) {
    this.#next(() => Promise.all([...this.slots].map(([slot, { sender }]) => limited(sender, encoding(slot, count)))));
  }

  close() {
    this.#heard = () => {};
    this.pc.close();
  }

  #next(work) {
    this.#work = this.#work.then(work).catch((error) => this.#heard({ type: "broken", error }));
  }

  #add(kind, slot) {
    const track = hint(slot, this.#tracks.get(slot)) ?? kind;
    const streams = [this.#stream(slot)];
    this.slots.set(slot, this.pc.addTransceiver(track, { direction: this.#direction, streams }));
  }

  /** Their m-lines, in order, are our slots. */
  async #map() {
    const known = new Set(this.slots.values());
    const added = this.pc.getTransceivers().filter((transceiver) => !known.has(transceiver) && transceiver.mid !== null);
    for (const transceiver of added) {
      const slot = nextSlot(transceiver.receiver.track.kind, this.slots);
      if (slot) {
        transceiver.direction = this.#direction;
        transceiver.sender.setStreams?.(this.#stream(slot));
        this.slots.set(slot, transceiver);
        await this.setTrack(slot, this.#tracks.get(slot) ?? null);
      }
    }
  }

  #stream(slot) {
    const name = streamOf(slot);
    if (!this.#streams.has(name)) {
      this.#streams.set(name, new MediaStream());
    }
    return this.#streams.get(name);
  }

  async #describe({ type, sdp }) {
    this.#isGathering = true;
    await this.pc.setLocalDescription({ type, sdp: musical(sdp) });
    await this.#firstCandidates();
    this.#isGathering = false;
  }

  #firstCandidates() {
    return new Promise((resolve) => {
      const check = () => this.pc.iceGatheringState === "complete" && resolve();
      this.pc.addEventListener("icegatheringstatechange", check);
      setTimeout(resolve, GATHER_MS);
      check();
    });
  }

  #gathered(candidate) {
    // The empty one only says that there are no more; those found while the description waits stand in it.
    if (candidate?.candidate && !this.#isGathering) {
      const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
      this.#heard({ type: "candidate", candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment } });
    }
  }
}

/** Browsers differ in what they let be limited; unlimited is better than nothing. */
function limited(sender, limits) {
  const parameters = sender.getParameters();
  parameters.encodings?.forEach((one) => Object.assign(one, limits));
  return parameters.encodings?.length ? sender.setParameters(parameters).catch(() => {}) : undefined;
}
