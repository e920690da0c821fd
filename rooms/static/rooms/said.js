/** What a screen reader is told: one polite region; what comes together is said together. */

const TOGETHER_MS = 400;
const FORGET_MS = 8000;

/** What is said aloud when it happens, as the key of the sentence. */
export const SAID = {
  joined: "joined", left: "left", away: "said-away", back: "said-back", hand: "said-hand", host: "said-host", locked: "said-locked",
  unlocked: "said-unlocked", "may-share": "said-may-share", "may-not-share": "said-may-not-share", knock: "knocks",
};

export class Said {
  #place;
  #sentences = [];
  #timer = 0;

  constructor(place) {
    this.#place = place;
  }

  say(sentence) {
    if (!sentence) {
      return;
    }
    this.#sentences.push(sentence);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), TOGETHER_MS);
  }

  #speak() {
    this.#place.textContent = this.#sentences.join(" ");
    this.#sentences = [];
    // Found again by nobody who walks through the page later.
    this.#timer = setTimeout(() => (this.#place.textContent = ""), FORGET_MS);
  }
}
