/**
 * The inbox by keyboard. What each key does in words: forms_intake/inbox/keys.py.
 *
 * Letters act while the focus is in the list or on nothing, and on the ticked rows, else on the row with the focus, else
 * on the slip that is open. Never while somebody types or composes, nor with Ctrl, Alt or Meta; the profile switches them
 * off.
 */

import { choose, deed, range, say, undo } from "./bulk.js";

const LETTERS = {
  j: "down", k: "up", o: "open", x: "tick", a: "approve", d: "approve", r: "needs-info", b: "needs-info",
  n: "take", t: "decline", g: "assign", e: "archive",
};
const SHIFTED = { x: "range", j: "next", k: "previous" };
// These act wherever the focus is, unless somebody types there.
const ANYWHERE = { z: "undo", "/": "search", "?": "sheet" };
// No characters: they need no switch.
const PLAIN = { ArrowDown: "down", ArrowUp: "up", Enter: "open" };
const IN_COLUMNS = { ArrowRight: "right", ArrowLeft: "left" };
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]:not([contenteditable=false])";
const ROW = "#rows li[data-reference]";
// After these the slip is out of the way, and the next one has the focus.
const LEAVING = new Set(["approve", "needs-info", "decline", "archive"]);

const sheet = () => document.getElementById("keys");
const isOn = () => sheet()?.dataset.isOn !== "no";

/** What the key wishes, or nothing. */
export function wish(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) {
    return null;
  }
  if (target.id === "q" && (key === "Escape" || key === "ArrowDown")) {
    return "found";
  }
  if (target.closest?.(TYPING) || document.querySelector("dialog[open]")) {
    return null;
  }
  if (key === "Escape") {
    return "back";
  }
  if (IN_COLUMNS[key]) {
    return !event.shiftKey && inList() && document.querySelector(".inbox__rows--board") ? IN_COLUMNS[key] : null;
  }
  if (PLAIN[key]) {
    return !event.shiftKey && inList() && !(key === "Enter" && target.matches("a, button, input, summary")) ? PLAIN[key] : null;
  }
  if (!isOn() || key.length !== 1) {
    return null;
  }
  const letter = event.shiftKey ? key : key.toLowerCase();
  if (ANYWHERE[letter]) {
    return ANYWHERE[letter];
  }
  if (!inList() && !onNothing()) {
    return null;
  }
  return (event.shiftKey ? SHIFTED : LETTERS)[key.toLowerCase()] ?? null;
}

function inList() {
  return Boolean(document.activeElement?.closest("#rows"));
}

function onNothing() {
  const active = document.activeElement;
  return !active || active === document.body || active.id === "detail";
}

function rows(place = document) {
  return [...place.querySelectorAll(ROW)];
}

/** The row with the focus; else the one whose slip is open. */
function current() {
  return document.activeElement?.closest(ROW) ?? document.querySelector(`${ROW} > [aria-current]`)?.closest(ROW);
}

function focus(row) {
  row?.querySelector("a")?.focus();
}

function move(step) {
  const all = rows();
  const place = all.indexOf(current());
  const [column, besides] = [place, place + step].map((at) => all[at]?.closest(".column"));
  if (place >= 0 && (!all[place + step] || besides !== column) && turn(step, column)) {
    return;
  }
  focus(all[place < 0 ? 0 : Math.min(Math.max(place + step, 0), all.length - 1)]);
}

// Where the focus goes on the page that was turned to, until it is there.
let arriving = null;

/** Beyond the last row comes the next page, before the first one the page before; of a column, its own. */
function turn(step, column, at = step > 0 ? 0 : -1) {
  const link = (column ?? document.getElementById("rows")).querySelector(`.pager [rel=${step > 0 ? "next" : "prev"}]`);
  if (link && !arriving) {
    arriving = { at, column: column?.id };
    link.click();
  }
  return Boolean(link);
}

function arrived() {
  if (arriving && (inList() || onNothing())) {
    const column = arriving.column ? document.getElementById(arriving.column) : null;
    focus(rows(column ?? document).at(arriving.at));
  }
  arriving = null;
}

/** To the row beside this one; columns with nothing in them are passed over. */
function aside(step) {
  const columns = [...document.querySelectorAll("#rows .column")];
  const [row, column] = [current(), current()?.closest(".column")];
  const from = columns.indexOf(column);
  const others = step > 0 ? columns.slice(from + 1) : columns.slice(0, Math.max(from, 0)).reverse();
  const beside = others.map((one) => rows(one)).find((found) => found.length > 0);
  focus(beside?.[Math.min(column ? rows(column).indexOf(row) : 0, beside.length - 1)]);
}

/** The rows that a deed is for. */
function meant() {
  const ticked = rows().filter((row) => row.querySelector("input:checked"));
  return ticked.length > 0 ? ticked : [current()].filter(Boolean);
}

async function act(name) {
  const chosen = meant();
  if (chosen.length === 0) {
    say(document.getElementById("bulk")?.dataset.nothing ?? "");
    return;
  }
  const next = after(chosen);
  const hadFocus = chosen.some((row) => row.contains(document.activeElement));
  const done = await deed(name, chosen);
  const isFree = document.activeElement === document.body || chosen.some((row) => row.contains(document.activeElement));
  if (done && hadFocus && LEAVING.has(name) && isFree) {
    focus(next);
  }
}

/** The first row below the chosen ones that is none of them, or the last one above. */
function after(chosen) {
  const all = rows();
  const last = all.indexOf(chosen.at(-1));
  const others = all.filter((row) => !chosen.includes(row));
  return others.find((row) => all.indexOf(row) > last) ?? others.at(-1);
}

const DO = {
  down: () => move(1),
  up: () => move(-1),
  next: () => turn(1, current()?.closest(".column"), 0),
  previous: () => turn(-1, current()?.closest(".column"), 0),
  right: () => aside(1),
  left: () => aside(-1),
  open: () => current()?.querySelector("a")?.click(),
  tick: () => current() && choose(current()),
  range: () => current() && range(rows(), current()),
  search: () => document.getElementById("q")?.select(),
  found,
  sheet: () => sheet()?.showModal(),
  back,
  undo,
};

// Typed, and not answered yet; and whether somebody wishes to go to what is found.
let isSearching = false;
let isAwaited = false;

/** From the search to the first slip that was found; a second press does not wait for what was typed last. */
function found() {
  isAwaited = isSearching && !isAwaited;
  if (!isAwaited) {
    focus(rows()[0]);
  }
}

function searched() {
  isSearching = false;
  if (isAwaited && document.activeElement?.id === "q") {
    focus(rows()[0]);
  }
  isAwaited = false;
}

/** From the slip to the list; from anywhere in the page to the row that is open. */
function back() {
  const link = document.querySelector("[data-back-to-list]");
  if (document.body.classList.contains("inbox-page--open") && !inList()) {
    link?.click();
  }
  if (!inList()) {
    focus(current() ?? rows()[0]);
  }
}

function pressed(event) {
  const name = wish(event);
  if (name) {
    event.preventDefault();
    (DO[name] ?? (() => act(name)))();
  }
}

document.addEventListener("keydown", pressed);
document.addEventListener("input", (event) => { isSearching ||= event.target.id === "q"; });
document.addEventListener("htmx:afterSettle", (event) => event.target.id === "rows" && (searched(), arrived()));
// A page that does not come is asked for again by the next press.
document.addEventListener("htmx:afterRequest", (event) => { arriving = event.detail?.successful ? arriving : null; });
for (const button of document.querySelectorAll("[data-keys-sheet]")) {
  button.hidden = false;
  button.addEventListener("click", () => sheet().showModal());
}
