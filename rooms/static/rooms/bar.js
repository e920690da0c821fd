/** The line over a lesson: what time it is, and how much of the lesson's is left. */

import { clock, figure, word, write } from "./words.js";

const MINUTE = 60_000;

/** `closesAt`: when the room closes by itself, if it does. */
export function draw(root, closesAt) {
  write(root.querySelector("[data-clock]"), clock());
  const minutes = closesAt ? Math.ceil((Date.parse(closesAt) - Date.now()) / MINUTE) : -1;
  write(root.querySelector("[data-left]"), minutes < 0 ? "" : word("minutes-left", { minutes: figure(minutes) }));
}
