/** A host's rooms: who is inside, who waits and which links work show at once; a new knock is said aloud. */

import { swapParts } from "../school/js/live-parts.js";
import { follow } from "../school/js/live.js";

const page = document.querySelector("[data-rooms-follow]");
const waiting = (of) => new Set([...of.querySelectorAll("[data-knock]")].map((one) => one.dataset.knock));

/** Puts what the server says now in place. */
export async function refresh(address = location.href) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`the page answers ${response.status}`);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  // Asked first: the parts of the fresh page move over into this one.
  const before = waiting(document);
  const isNews = [...waiting(fresh)].some((knock) => !before.has(knock));
  const line = fresh.querySelector("[data-waits]")?.dataset.waits;
  swapParts(fresh);
  if (isNews && line) {
    say(line);
  }
}

function say(words) {
  const line = document.querySelector("[data-rooms-said]");
  // The same words twice are two pieces of news.
  line.textContent = "";
  requestAnimationFrame(() => (line.textContent = words));
}

if (page) {
  page.dataset.roomsFollow.split(" ").forEach((topic) => follow(topic, () => refresh(page.dataset.address)));
}
