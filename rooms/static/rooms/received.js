/** Which of the peer's slots there is something in: as it says over the channel "ctl", or else once packets come. */

import { SLOTS } from "./slots.js";

const RECEIVING = new Set(["sendrecv", "recvonly"]);

export class Received {
  #tell;
  #told = null;
  #tracks = new Map();
  #shown = new Map();

  /** `tell(type, detail)`: "track" {slot, track, stream} and "untrack" {slot}. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** A description was set: the transceivers may be others. */
  look(slots) {
    slots.forEach((transceiver, slot) => {
      if (RECEIVING.has(transceiver.currentDirection) && this.#tracks.get(slot) !== transceiver.receiver.track) {
        this.#tracks.set(slot, transceiver.receiver.track);
        transceiver.receiver.track.addEventListener("unmute", () => this.#show(slot));
      }
      this.#show(slot);
    });
  }

  /** A message on "ctl"; whatever is not ours is somebody else's. */
  told(data) {
    const message = parsed(data);
    if (message?.type === "slots" && Array.isArray(message.live)) {
      this.#told = new Set(message.live);
      [...SLOTS.keys()].forEach((slot) => this.#show(slot));
    }
  }

  close() {
    this.#told = new Set();
    [...this.#shown.keys()].forEach((slot) => this.#show(slot));
  }

  #show(slot) {
    const [track, shown] = [this.#tracks.get(slot), this.#shown.get(slot)];
    // Until the peer says so, a slot that was live stays so: nothing flickers while a connection replaces another.
    const isLive = Boolean(track) && (this.#told ? this.#told.has(slot) : Boolean(shown) || !track.muted);
    if (isLive && shown !== track) {
      this.#shown.set(slot, track);
      this.#tell("track", { slot, track, stream: new MediaStream([track]) });
    } else if (!isLive && shown) {
      this.#shown.delete(slot);
      this.#tell("untrack", { slot });
    }
  }
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
