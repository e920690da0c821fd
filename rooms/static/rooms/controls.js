/** The buttons under the pictures, their letters, and the question before leaving. */

const LETTERS = { m: "mic", v: "cam", h: "hand", c: "chat", p: "people" };
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]:not([contenteditable=false])";

/** What the key asks for, or null: never while somebody types, composes, answers a question or holds another key. */
export function wish(event) {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.keyCode === 229) {
    return null;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) {
    return null;
  }
  return LETTERS[event.key.toLowerCase()] ?? null;
}

export class Controls {
  #root;
  #deeds;

  /** `deeds`: what each control does, by its name; `areLettersOn` as the profile says. */
  constructor(root, deeds, areLettersOn) {
    this.#root = root;
    this.#deeds = deeds;
    root.addEventListener("click", (event) => this.#do(event.target.closest("[data-ctl]")?.dataset.ctl));
    root.querySelector("[data-keys-hint]").hidden = !areLettersOn;
    if (areLettersOn) {
      document.addEventListener("keydown", (event) => this.#key(event));
    }
  }

  #key(event) {
    const name = wish(event);
    const button = name && this.#root.querySelector(`.controls :is([data-ctl="${name}"], [data-open="${name}"])`);
    if (!button || button.hidden || !this.#root.querySelector(".controls").getClientRects().length) {
      return;
    }
    event.preventDefault();
    this.#deeds[name]?.();
  }

  #do(name) {
    this.#deeds[name]?.();
  }

  press(name, isOn) {
    this.#all(name).forEach((button) => button.setAttribute("aria-pressed", String(Boolean(isOn))));
  }

  show(name, isShown) {
    this.#all(name).forEach((button) => (button.hidden = !isShown));
  }

  count(name, number, words = "") {
    const place = this.#root.querySelector(`[data-count="${name}"]`);
    place.textContent = number || "";
    place.title = number ? words : "";
  }

  #all(name) {
    return this.#root.querySelectorAll(`[data-ctl="${name}"]`);
  }
}

/** Asks before leaving: resolves to "leave", "end" or "stay". */
export function askToLeave(dialog) {
  return new Promise((resolve) => {
    const answered = (event) => {
      const answer = event.type === "close" ? "stay" : event.target.closest("[data-leave-do]")?.dataset.leaveDo;
      if (!answer) {
        return;
      }
      dialog.removeEventListener("click", answered);
      dialog.removeEventListener("close", answered);
      dialog.close();
      resolve(answer);
    };
    dialog.addEventListener("click", answered);
    dialog.addEventListener("close", answered);
    dialog.showModal();
  });
}
