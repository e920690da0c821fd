/** What is being done while something is broken: the socket and the pictures fail apart, and are said apart. */

import { figure, word } from "./words.js";

const SECOND = 1000;
const BROKEN = new Set(["interrupted", "recovering"]);

/** Whom there is something to say about, of `people`: [{name, state, peer}]. */
export function troubled(people) {
  const named = (isSo) => people.filter(isSo).map((one) => one.name);
  return {
    broken: named(({ state }) => BROKEN.has(state)),
    // Who is away has no page that could answer.
    unreached: named(({ state, peer }) => state === "unreached" && !peer.away),
    lost: named(({ peer }) => peer.lost_at),
    others: people.length,
  };
}

/**
 * `status` of the socket; names: `broken`, to whom pictures are interrupted, `unreached`, to whom there never was a way, and
 * `lost`, whom the server has lost; `others`: how many there are. A word or null.
 */
export function trouble({ status, broken, unreached = [], lost = [], others, now }) {
  if (status.state === "reconnecting" || (status.state === "connecting" && status.attempt > 0)) {
    const key = others === 0 ? "signalling-alone" : broken.length > 0 ? "signalling-and-media" : "signalling";
    const seconds = status.state === "connecting" ? 0 : Math.max(0, Math.ceil(((status.due ?? now) - now) / SECOND));
    return { key, values: {}, attempt: (status.attempt ?? 0) + (status.state === "connecting" ? 0 : 1), seconds };
  }
  const [key, names] = Object.entries({ media: broken, unreached, lost }).find(([, found]) => found.length > 0) ?? [];
  return key ? { key, values: { name: names.join(", ") } } : null;
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
