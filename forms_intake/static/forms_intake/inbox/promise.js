/**
 * Promises count down: elements with data-left (working seconds, negative when missed) say so in their data-left-words.
 *
 * The words come from #promise-words, the office's hours from #rows: both in seconds of the server, so that a wrong clock
 * in the browser changes nothing. Every fresh list corrects what is counted here.
 */

const seen = new WeakMap();

/** How many of the `elapsed` seconds fell into working hours that begin and end so many seconds after the first one. */
export function worked(elapsed, opensIn, closesIn) {
  return Math.max(0, Math.min(elapsed, closesIn) - Math.max(0, opensIn));
}

/** In words: {span} with hours and minutes; a minute that has begun counts. */
export function inWords(left, words) {
  const total = Math.max(Math.ceil(Math.abs(left) / 60), 1);
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  const parts = [hours && counted(hours, words.hour, words.hours), (minutes || !hours) && counted(minutes, words.minute, words.minutes)];
  return (left < 0 ? words.late : words.left).replace("{span}", parts.filter(Boolean).join(" "));
}

function counted(n, one, many) {
  return (n === 1 ? one : many).replace("{n}", n);
}

/** Writes the words that hold now; `now` in milliseconds. */
export function tick(root = document, now = performance.now()) {
  const [words, hours] = [root.querySelector("#promise-words")?.dataset, root.querySelector("#rows")?.dataset];
  if (!words || !hours) {
    return;
  }
  for (const element of root.querySelectorAll("[data-left]:not(#promise-words)")) {
    const first = stamped(element, now);
    const left = first.left - worked((now - first.at) / 1000, Number(hours.opensIn), Number(hours.closesIn));
    const text = inWords(left, words);
    const place = element.querySelector("[data-left-words]") ?? element;
    if (place.textContent !== text) {
      place.textContent = text;
    }
  }
}

/** What the server said of it last, and when that came. */
function stamped(element, now) {
  const known = seen.get(element);
  const left = Number(element.dataset.left);
  if (known?.left === left) {
    return known;
  }
  const fresh = { left, at: now };
  seen.set(element, fresh);
  return fresh;
}
