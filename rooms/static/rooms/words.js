/** Sentences in the page's language: they stand in a template of the page, so that modules hold none. */

export function word(key, values = {}) {
  const place = document.getElementById("lesson-words")?.content.querySelector(`[data-word="${CSS.escape(key)}"]`);
  return filled(place?.textContent.trim() ?? "", values);
}

/** The text with {name} and the like filled in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Writes only what is another: a live region would read out the same words again. */
export function write(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

/** A number as the page's language writes it. */
export function figure(value, digits = 0) {
  return new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: digits }).format(value);
}

/** The time of day as the page's language writes it. */
export function clock(at = new Date()) {
  return at.toLocaleTimeString(document.documentElement.lang || "vi", { hour: "2-digit", minute: "2-digit" });
}
