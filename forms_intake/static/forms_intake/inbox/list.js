/** The list of the inbox: fetched anew when a slip changes, with nothing lost of what somebody is doing in it. */

import { swapParts } from "../../school/js/live-parts.js";
import { mergeRows } from "./rows.js";
import { tick } from "./promise.js";

const rows = () => document.getElementById("rows");

let held = null;

/** Asks for the list at its own address and puts in place what differs. */
export async function refresh() {
  const asked = rows().dataset.address;
  const answer = await fetch(asked, { headers: { "HX-Request": "true" } });
  if (answer.redirected || answer.status === 403) {
    location.reload();
    return;
  }
  if (!answer.ok) {
    throw new Error(`the list answers ${answer.status}`);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Another list has been asked for meanwhile.
  if (asked === rows().dataset.address) {
    show(fresh);
  }
}

/** Rows that come in at the top wait for a button while somebody is further down. */
export function show(fresh, { hold = isScrolled() } = {}) {
  const lists = [...document.querySelectorAll("#rows .items")];
  const next = lists.map((list) => fresh.getElementById(list.id));
  if (next.includes(null)) {
    location.reload();
    return;
  }
  held = null;
  const before = new Set(ids());
  const copy = hold && fresh.cloneNode(true);
  Object.assign(rows().dataset, fresh.getElementById("rows").dataset);
  const waiting = lists.reduce((sum, list, place) => sum + mergeRows(list, next[place], { hold }), 0);
  swapParts(fresh);
  held = waiting && copy;
  announce(waiting, before);
  document.getElementById("as-of").textContent = rows().dataset.asOf;
  tick();
  // Rows that have just come in open beside the list too.
  globalThis.htmx?.process(rows());
  document.dispatchEvent(new CustomEvent("inbox:listed"));
}

/** What waited comes in, and is looked at. */
export function showHeld() {
  const fresh = held;
  scrollers().forEach((one) => one.scrollTo({ top: 0 }));
  if (fresh) {
    show(fresh, { hold: false });
  }
  document.querySelector("#rows .items a")?.focus();
}

function announce(waiting, before) {
  const button = document.getElementById("show-new");
  const said = document.getElementById("list-said");
  button.hidden = !waiting;
  button.textContent = counted(waiting, said.dataset);
  const come = waiting || ids().filter((id) => !before.has(id)).length;
  if (come) {
    said.textContent = counted(come, said.dataset);
  }
}

function counted(n, words) {
  return n === 1 ? words.newOne : words.newMany.replace("{n}", n);
}

function ids() {
  return [...document.querySelectorAll("#rows .items > li")].map((row) => row.id);
}

function scrollers() {
  return [document.scrollingElement, rows(), ...document.querySelectorAll("#rows .items")];
}

function isScrolled() {
  return scrollers().some((one) => one.scrollTop > 8);
}
