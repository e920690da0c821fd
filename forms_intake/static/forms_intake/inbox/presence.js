/**
 * Two people at one slip see each other: `#presence` with data-beat (its address) follows presence:<data-slip>, says
 * every quarter of a minute that this page is there, and shows who else is. Somebody who is writing when the slip changes
 * is told who did what before they send; what they have typed is left alone.
 */

import { follow } from "../../school/js/live.js";
import { say } from "./bulk.js";

const BEAT = 15_000;
// Whoever has not typed for so long is reading again.
const WRITING_LASTS = 60_000;
const WRITABLE = "#detail textarea, #detail input[type=text]";

const tab = Math.random().toString(36).slice(2, 14) || "0";
let here = null;

function place() {
  return document.getElementById("presence");
}

/** Begins for the slip that is open now, and ends for the one before. */
export function attend() {
  const address = place()?.dataset.beat;
  if (here && here.address === address) {
    // The slip was put in place anew, by a deed of this page: whatever was written is sent.
    here.seen = "";
    beat();
    return;
  }
  leave();
  if (address) {
    const slip = place().dataset.slip;
    here = { address, token: token(), typedAt: 0, seen: "", known: new Set(), stops: [] };
    here.stops = [follow(`presence:${slip}`, beat), follow(`submission:${slip}`, beat)];
    beat();
  }
}

/** Says that the page is there, and shows who else is. */
export async function beat() {
  const mine = here;
  if (!mine || document.hidden) {
    return;
  }
  const answer = await fetch(mine.address, { method: "POST", body: words(mine, doing(mine)), headers: { "HX-Request": "true" } });
  if (answer.ok && !answer.redirected && mine === here) {
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
}

function doing(mine) {
  const isWriting = Date.now() - mine.typedAt < WRITING_LASTS && written() !== "";
  return isWriting ? "writing" : "viewing";
}

function words(mine, what) {
  const said = new URLSearchParams({ csrfmiddlewaretoken: mine.token, tab, doing: what });
  // Only who has begun to write holds on to what the page showed then.
  if (mine.seen && written() !== "") {
    said.set("seen", mine.seen);
  }
  return said;
}

function written() {
  return [...document.querySelectorAll(WRITABLE)].map((box) => (box.value === box.defaultValue ? "" : box.value)).join("").trim();
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function show(fresh) {
  const target = place();
  if (!target || target.innerHTML.trim() === fresh.body.innerHTML.trim()) {
    return;
  }
  const names = new Set([...fresh.querySelectorAll("[data-who]")].map((line) => line.dataset.who));
  const come = [...fresh.querySelectorAll("[data-who]")].filter((line) => !here.known.has(line.dataset.who));
  const changed = fresh.querySelector(".presence__changed");
  const isNews = changed && !target.querySelector(".presence__changed");
  here.known = names;
  say([...come, isNews && changed].filter(Boolean).map((line) => line.textContent.trim()).join(". "));
  // Without the blanks between: an empty place takes no room.
  target.replaceChildren(...document.adoptNode(fresh.body).children);
}

/** The first letter: colleagues see it at once, and what the page shows now is what the writer has seen. */
function typed(event) {
  if (!here || !event.target.matches?.(WRITABLE)) {
    return;
  }
  const was = doing(here);
  here.typedAt = Date.now();
  if (written() === "") {
    here.seen = "";
  } else {
    here.seen ||= event.target.form?.elements.seen?.value ?? "";
  }
  if (doing(here) !== was) {
    beat();
  }
}

function leave() {
  if (here) {
    here.stops.forEach((stop) => stop());
    navigator.sendBeacon(here.address, words(here, "gone"));
    here = null;
  }
}

document.addEventListener("input", typed);
document.addEventListener("htmx:afterSettle", attend);
// Going back to the list closes the slip without a request.
document.addEventListener("click", (event) => event.target.closest("[data-back-to-list]") && leave());
document.addEventListener("visibilitychange", () => beat());
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && attend());
setInterval(beat, BEAT);
attend();
