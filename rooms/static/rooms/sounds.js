/** What is heard of the others: elements of their own, which no redrawn picture can cut. */

export class Sounds {
  #place;
  #button;
  #playing = new Map();

  /** `button` is shown while the browser holds the sound back, and lets it go. */
  constructor(place, button) {
    this.#place = place;
    this.#button = button;
    button.addEventListener("click", () => this.resume());
  }

  /** The track under this key, or nothing any more. */
  set(key, track) {
    const old = this.#playing.get(key);
    if (old?.srcObject.getTracks()[0] === track) {
      return;
    }
    old?.remove();
    this.#playing.delete(key);
    if (track) {
      const audio = new Audio();
      audio.srcObject = new MediaStream([track]);
      this.#place.append(audio);
      this.#playing.set(key, audio);
      this.#play(audio);
    }
  }

  /** Nothing is left of this peer. */
  drop(peer) {
    [...this.#playing.keys()].filter((key) => key.startsWith(`${peer}/`)).forEach((key) => this.set(key, null));
  }

  clear() {
    [...this.#playing.keys()].forEach((key) => this.set(key, null));
    this.#button.hidden = true;
  }

  async resume() {
    this.#button.hidden = true;
    await Promise.all([...this.#playing.values()].map((audio) => this.#play(audio)));
  }

  async #play(audio) {
    try {
      await audio.play();
    } catch (error) {
      // AbortError: replaced in the meantime.
      this.#button.hidden &&= error.name !== "NotAllowedError";
    }
  }
}
