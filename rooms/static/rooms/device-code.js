/** The code that a guest's phone scans: fresh whenever it is shown, and again before its 15 minutes are over. */

const FRESH_MS = 14 * 60_000;
const LOOK_MS = 30_000;

export class Code {
  #place;
  #drawn = 0;
  #timer = 0;

  constructor(place) {
    this.#place = place;
  }

  /** Draws it anew only when it comes into sight. */
  show(isShown) {
    if (isShown !== !this.#place.hidden) {
      this.#place.hidden = !isShown;
      clearInterval(this.#timer);
      if (isShown) {
        this.#draw();
        // By the clock: a timer of 14 minutes stands still while a computer sleeps.
        this.#timer = setInterval(() => Date.now() - this.#drawn >= FRESH_MS && this.#draw(), LOOK_MS);
      }
    }
  }

  /** Accounts have a picture that never ends, drawn into the page. */
  #draw() {
    const image = this.#place.querySelector("img");
    this.#drawn = Date.now();
    if (image) {
      image.src = `${new URL(image.src).pathname}?${this.#drawn}`;
    }
  }
}
