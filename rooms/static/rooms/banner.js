/** What is being done while something is broken: the socket and the pictures fail apart, and are said apart. */

import { figure, word } from "./words.js";

const SECOND = 1000;

/** `status` of the socket, `broken`: names to whom pictures are interrupted, `others`: how many there are. A word or null. */
export function trouble({ status, broken, others, now }) {
  if (status.state === "reconnecting" || (status.state === "connecting" && status.attempt > 0)) {
    const key = others === 0 ? "signalling-alone" : broken.length > 0 ? "signalling-and-media" : "signalling";
    const seconds = status.state === "connecting" ? 0 : Math.max(0, Math.ceil(((status.due ?? now) - now) / SECOND));
    return { key, values: {}, attempt: (status.attempt ?? 0) + (status.state === "connecting" ? 0 : 1), seconds };
  }
  return broken.length > 0 ? { key: "media", values: { name: broken.join(", ") } } : null;
}

export class Banner {
  #place;

  constructor(place) {
    this.#place = place;
  }

  draw(found) {
    const text = found ? word(found.key, found.values) : "";
    if (this.#place.dataset.text !== text) {
      this.#place.dataset.text = text;
      this.#place.replaceChildren(...(found ? this.#lines(text) : []));
      this.#place.hidden = !found;
    }
    const count = this.#place.querySelector("[data-banner-count]");
    if (count) {
      count.textContent = this.#count(found);
    }
  }

  #lines(text) {
    const words = document.createElement("p");
    words.textContent = text;
    const count = document.createElement("span");
    count.className = "num";
    count.dataset.bannerCount = "";
    // A figure that ticks would be read out each second.
    count.setAttribute("aria-hidden", "true");
    return [words, count];
  }

  #count({ attempt, seconds }) {
    if (!attempt) {
      return "";
    }
    return word(seconds > 0 ? "attempt-in" : "attempt-now", { attempt: figure(attempt), seconds: figure(seconds) });
  }
}
