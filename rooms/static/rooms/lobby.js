/** Who waits at the door: for hosts, over the picture and in the list of people. No sound: a lesson is being played. */

import { copy, keyed } from "./keyed.js";
import { word, write } from "./words.js";

export class Lobby {
  #root;
  #answer;

  /** `answer(verb, knock)` sends "admit" or "deny". */
  constructor(root, answer) {
    this.#root = root;
    this.#answer = answer;
  }

  /** `more`: how many wait beside those that the server lists. */
  draw(waiting, more = 0) {
    const items = waiting.map((knock) => ({ ...knock, key: String(knock.knock) }));
    this.#drawFirst(items, items.length + more - 1);
    const section = this.#root.querySelector("[data-lobby]");
    section.hidden = items.length === 0;
    const lost = keyed(section.querySelector("[data-lobby-list]"), items, () => this.#wired("lesson-waiting-person"), (place, knock) => {
      place.knock = knock;
      write(place.querySelector("[data-who]"), shown(knock));
    });
    if (lost) {
      (section.querySelector("button") ?? document.getElementById("side-title")).focus();
    }
  }

  /** The longest waiting lies over the picture, with how many more there are. */
  #drawFirst(items, others) {
    const place = this.#root.querySelector("[data-knocks]");
    const lost = keyed(place, items.slice(0, 1), () => this.#wired("lesson-knock"), (box, knock) => {
      box.knock = knock;
      write(box.querySelector("[data-knock-words]"), word("knocks", { name: shown(knock) }));
      const more = box.querySelector("[data-knock-more]");
      more.hidden = others < 1;
      write(more, others < 1 ? "" : word("more-wait", { count: others }));
    });
    if (lost) {
      (place.querySelector("button") ?? document.getElementById("controls")).focus();
    }
  }

  #wired(id) {
    const place = copy(id);
    place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) {
        this.#answer(button.dataset.do, place.knock.knock);
      }
    });
    return place;
  }
}

/** Guests call themselves what they like: beside their name stands what they are. */
function shown(knock) {
  const name = knock.guest ? word("guest-named", { name: knock.display_name }) : knock.display_name;
  return knock.role === "observer" ? word("observer-named", { name }) : name;
}
