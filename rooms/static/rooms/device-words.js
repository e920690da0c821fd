/** The sentences of the device page, which the server wrote in the reader's language, and the marks of a check. */

const LOOKS = { ok: "success", weak: "warning", bad: "error", wait: "info", ask: "info", off: "" };

export class Words {
  #content;
  #number;

  constructor(root) {
    this.#content = root.querySelector("template[data-device-words]").content;
    this.#number = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });
  }

  /** The sentence of that name, {words} in braces replaced by the values; numbers as the reader writes them. */
  say(name, values = {}) {
    const text = this.#content.querySelector(`[data-word="${name}"]`).textContent.trim();
    return text.replace(/\{(\w+)\}/g, (_, key) => this.number(values[key] ?? ""));
  }

  /** A number with the signs of the language (a real minus, a comma in Vietnamese); text as it is. */
  number(value) {
    return typeof value === "number" ? this.#number.format(value).replace("-", "−") : value;
  }

  /** The icon of a state. */
  mark(state) {
    return this.#content.querySelector(`[data-mark="${state}"]`).firstElementChild.cloneNode(true);
  }

  /** Writes a state into a badge; nothing moves when it is the same. */
  badge(place, state) {
    if (place.dataset.badge === state) {
      return;
    }
    place.dataset.badge = state;
    place.className = `badge ${LOOKS[state] && `badge--${LOOKS[state]}`}`.trim();
    place.replaceChildren(this.mark(state), ` ${this.say(`state_${state}`)}`);
  }
}

/** What the checks come to: {name, more, values} of sentences. A check that is not used does not count. */
export function summary(states, isBarred) {
  const counted = Object.values(states).filter((state) => state !== "off");
  const values = { passed: counted.filter((state) => state === "ok").length, total: counted.length };
  if (isBarred) {
    return { name: "passed", more: "barred", values };
  }
  if (counted.includes("wait")) {
    return { name: "passed", more: "testing", values };
  }
  return values.passed === values.total ? { name: "all_passed", more: "", values } : { name: "passed", more: "still", values };
}
