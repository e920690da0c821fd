/** The network in one word, and in numbers for each person. */

import { copy, keyed } from "./keyed.js";
import { figure, word, write } from "./words.js";

const WEAK = { rtt_ms: 250, loss: 0.03 };
const BROKEN = new Set(["interrupted", "recovering", "unreached"]);
// Worst last.
const GRADES = ["wait", "good", "weak", "lost"];

/** One link: {state, figures}. */
export function grade({ state, figures }) {
  if (BROKEN.has(state)) {
    return "lost";
  }
  if (state !== "connected") {
    return "wait";
  }
  return (figures?.rtt_ms ?? 0) > WEAK.rtt_ms || (figures?.loss ?? 0) > WEAK.loss ? "weak" : "good";
}

/** All links together are as good as the worst; without any nothing has been measured. */
export function overall(links, isOpen) {
  if (links.length === 0) {
    return isOpen ? "alone" : "lost";
  }
  const grades = links.map(grade);
  const worst = grades.reduce((found, one) => (GRADES.indexOf(one) > GRADES.indexOf(found) ? one : found), "good");
  // A newcomer who still connects must not hide that the others are well.
  return worst === "good" && grades.every((one) => one === "wait") ? "wait" : worst;
}

const speed = (kbps) => (kbps >= 1000 ? `${figure(kbps / 1000, 1)} Mb/s` : `${figure(kbps)} kb/s`);

/** The numbers in words; a dash for what is not known yet. */
export function numbers(figures) {
  const known = (value, text) => (value === null || value === undefined || Number.isNaN(value) ? "–" : text(value));
  return {
    rtt: known(figures?.rtt_ms, (value) => `${figure(value)} ms`),
    loss: known(figures?.loss, (value) => `${figure(value * 100, 1)}%`),
    out: known(figures?.kbps_out, speed),
    in: known(figures?.kbps_in, speed),
    way: known(figures?.relay, (value) => word(value ? "relay" : "direct")),
  };
}

/** `people`: [{key, name, state, figures, words}]. */
export function draw(root, people, isOpen) {
  const button = root.querySelector(".net");
  const found = overall(people, isOpen);
  button.dataset.grade = found;
  write(button.querySelector("[data-net-words]"), word(`net-${found}`));
  const slowest = Math.max(...people.map((one) => one.figures?.rtt_ms ?? -1), -1);
  write(button.querySelector("[data-net-ms]"), slowest >= 0 ? `${figure(slowest)} ms` : "");
  root.querySelector("[data-net-alone]").hidden = people.length > 0;
  root.querySelector("[data-net-words-why]").hidden = !people.some((one) => one.words);
  keyed(root.querySelector("[data-net-people]"), people, () => copy("lesson-net-person"), dress);
}

function dress(place, one) {
  write(place.querySelector("[data-who]"), one.name);
  write(place.querySelector("[data-state]"), word(`link-${one.state ?? "connecting"}`));
  Object.entries(numbers(one.figures)).forEach(([name, text]) => write(place.querySelector(`[data-n="${name}"]`), text));
  place.querySelector("[data-words-row]").hidden = !one.words;
  write(place.querySelector('[data-n="words"]'), one.words ?? "");
}
