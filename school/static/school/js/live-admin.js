/**
 * The admin, live: a list follows the topics of `<meta name="live-topic" content="submissions tasks">` and changes in
 * place; so do the texts on the page of one object. What was typed there is left alone: when the form or the buttons
 * would be others now, the page says so (in the words of the meta's data-changed and data-reload). On either, parts
 * with `id` and `data-live-part` change in place too. The meta's data-pause: milliseconds between two refetches.
 */

import { coalesced } from "./coalesce.js";
import { swapParts } from "./live-parts.js";
import { follow } from "./live.js";

const ROWS = "#result_list > tbody";
const BOX = "input.action-select";
const TEXT = "#content-main .readonly";
// Unfold's footer with the count, and whatever a template of ours marks.
const COUNTS = ".lg\\:scrollable-top, [data-live-count]";
// What somebody reads in a part that changes in place.
const ENTRY = "[data-live-part] [data-live-entry][id]";

const meta = document.querySelector('meta[name="live-topic"]');

async function fetched() {
  const response = await fetch(location.href);
  if (!response.ok || response.redirected) {
    throw new Error(`the page answers ${response.status}`);
  }
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function refreshList() {
  // Somebody is typing into the list itself.
  if (document.querySelector(`${ROWS} :is(input:not(.action-select, [type="hidden"]), select, textarea)`)) {
    return;
  }
  const fresh = await fetched();
  const focused = focusedPlace();
  const [x, y] = [scrollX, scrollY];
  swapRows(fresh);
  swapCounts(fresh);
  swapParts(fresh);
  scrollTo(x, y);
  focused()?.focus({ preventScroll: true });
}

function swapRows(fresh) {
  const [table, freshTable] = [document, fresh].map((page) => page.querySelector("#result_list"));
  if (!table || !freshTable) {
    // From empty to filled or back: what stands in the place of the table.
    const [place, freshPlace] = [document, fresh].map((page) => page.querySelector("#changelist-form")?.lastElementChild);
    place?.replaceWith(freshPlace);
    return;
  }
  // The boxes themselves move along: ticked ones stay ticked, and the admin's own script keeps knowing them.
  const boxes = new Map([...table.querySelectorAll(BOX)].map((box) => [box.value, box]));
  freshTable.querySelectorAll(BOX).forEach((box) => boxes.has(box.value) && box.replaceWith(boxes.get(box.value)));
  table.querySelectorAll(":scope > tbody").forEach((body) => body.remove());
  table.append(...freshTable.querySelectorAll(":scope > tbody"));
}

function swapCounts(fresh) {
  const freshCounts = fresh.querySelectorAll(COUNTS);
  document.querySelectorAll(COUNTS).forEach((count, index) => count.replaceChildren(...(freshCounts[index]?.childNodes ?? [])));
}

/** How to find again, after the swap, what has the focus now. */
function focusedPlace() {
  const element = document.activeElement;
  if (!element?.closest(ROWS)) {
    return () => null;
  }
  const href = element.getAttribute("href");
  return element.matches(BOX) ? () => element : () => document.querySelector(`${ROWS} a[href="${CSS.escape(href ?? "")}"]`);
}

/** Tables of a page in which nothing can be typed change in place like every other part. */
function markTables(page) {
  page.querySelectorAll("[data-inline-type][id]").forEach((table) => {
    table.toggleAttribute("data-live-part", !table.querySelector("input:not([type=hidden]), select, textarea"));
  });
}

/** Texts that are only shown take the place of the old ones, as long as there are as many. */
function swapTexts(fresh) {
  const [texts, freshTexts] = [document, fresh].map((page) => [...page.querySelectorAll(TEXT)]);
  if (texts.length === freshTexts.length) {
    texts.forEach((text, index) => text.innerHTML !== freshTexts[index].innerHTML && text.replaceChildren(...freshTexts[index].childNodes));
  }
}

/**
 * What the server says about the object that does not change in place: the values of the forms, and all words around.
 * What is made anew for each look, as a signed link, says nothing (`data-made-anew`).
 */
function signature(page) {
  const rest = page.querySelector("#content-main").cloneNode(true);
  rest.querySelectorAll("[data-live-part][id], [data-live-notice], [data-made-anew], script").forEach((element) => element.remove());
  const values = [...rest.querySelectorAll("form")].flatMap((form) => [...new FormData(form)]);
  const texts = rest.querySelectorAll(TEXT);
  texts.forEach((text) => text.replaceChildren());
  const words = rest.textContent.split(/\s+/).join(" ");
  return JSON.stringify([values.filter(([name]) => name !== "csrfmiddlewaretoken"), texts.length, words]);
}

/** Where the reader is: what is read stays where it is, however much comes in above. At the very top news is to be seen. */
function readingPlace() {
  const entries = scrollY > 0 ? [...document.querySelectorAll(ENTRY)] : [];
  const seen = entries.map((entry) => [entry.id, entry.getBoundingClientRect()]).filter(([, place]) => place.bottom > 0);
  return () => {
    const [id, before] = seen.find(([name]) => document.getElementById(name)) ?? [];
    if (id) {
      scrollBy(0, document.getElementById(id).getBoundingClientRect().top - before.top);
    }
  };
}

function watchObject() {
  let before = null;
  return async function compare() {
    const fresh = await fetched();
    const goBack = readingPlace();
    [document, fresh].forEach(markTables);
    const now = signature(fresh);
    swapTexts(fresh);
    swapParts(fresh);
    goBack();
    before ??= now;
    if (now !== before && !document.querySelector("[data-live-notice]")) {
      notify();
    }
  };
}

function notify() {
  const line = document.createElement("p");
  line.dataset.liveNotice = "";
  line.setAttribute("role", "status");
  line.className = "bg-blue-100 text-blue-700 mb-4 px-3 py-3 rounded-default dark:bg-blue-500/20 dark:text-blue-400";
  document.querySelector("#content-main").prepend(line);
  const link = document.createElement("a");
  link.href = location.href;
  link.className = "font-semibold underline";
  link.textContent = meta.dataset.reload;
  // A status is read out when it changes, not when it appears already filled.
  requestAnimationFrame(() => line.append(`${meta.dataset.changed} `, link));
}

function followAll(refetch) {
  // One for all topics: a change may be news for several of them.
  const run = coalesced(refetch, Number(meta.dataset.pause ?? 0));
  meta.content.split(" ").forEach((topic) => follow(topic, run));
}

if (meta && document.querySelector("#changelist")) {
  followAll(refreshList);
} else if (meta && document.querySelector("#content-main")) {
  followAll(watchObject());
}
