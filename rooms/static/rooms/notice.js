/** The line under the bar, for who looks: what has just happened goes by itself, what is still so comes back. */

import { write } from "./words.js";

const SHORT_MS = 10_000;

/** What is true for longer than a moment, as keys of words. */
export function lasting(stay, isAlone) {
  const isLeft = stay.isHostGone && !isAlone;
  const all = { "camera-here": stay.isCamera, "host-gone": isLeft, "host-gone-words": isLeft, "hand-up": stay.state.hand };
  return Object.keys(all).filter((key) => all[key]);
}

export class Notice {
  #place;
  #short = "";
  #lasting = "";
  #isHandUp = false;
  #timer = 0;

  /** `lower` takes one's hand down. */
  constructor(place, lower) {
    this.#place = place;
    place.querySelector("[data-notice-lower]").addEventListener("click", lower);
  }

  show(text) {
    clearTimeout(this.#timer);
    this.#short = text;
    this.#timer = setTimeout(() => this.show(""), SHORT_MS);
    this.#draw();
  }

  /** `sentences` are true for as long as nothing else is kept. */
  keep(sentences, isHandUp) {
    this.#lasting = sentences.join(" ");
    this.#isHandUp = isHandUp;
    this.#draw();
  }

  #draw() {
    const text = this.#short || this.#lasting;
    write(this.#place.querySelector("[data-notice-words]"), text);
    this.#place.querySelector("[data-notice-lower]").hidden = !this.#isHandUp;
    this.#place.hidden = !text;
  }
}
