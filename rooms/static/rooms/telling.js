/** What a lesson tells its person: said to who listens, and, when it asks for something, shown to who looks. */

import { word } from "./words.js";

export class Telling {
  #said;
  #notice;

  /** `said`: the region that is read out; `notice`: the line over the pictures. */
  constructor(said, notice) {
    this.#said = said;
    this.#notice = notice;
  }

  /** Says a sentence of the page; false if it has none under this key. */
  say(key, values = {}) {
    const sentence = word(key, values);
    this.#said.say(sentence);
    return Boolean(sentence);
  }

  /** Says it, and shows it to who looks. */
  warn(key, values = {}) {
    const isThere = this.say(key, values);
    if (isThere) {
      this.#notice.show(word(key, values));
    }
    return isThere;
  }

  /** Puts the link into the clipboard, or shows it where the browser does not let us. */
  async copy(link) {
    try {
      await navigator.clipboard.writeText(link);
      this.warn("link-copied");
    } catch {
      this.warn("link-here", { link });
    }
  }
}
