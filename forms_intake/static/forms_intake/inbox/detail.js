/**
 * The open slip: whatever changes about it shows in place, what is being typed stays, and a refusal is shown, not swallowed.
 */

import { swapParts } from "../../school/js/live-parts.js";
import { follow } from "../../school/js/live.js";
import "../../accounts/js/copy.js";

// Answers that say to the person what to do: somebody was faster, or something is missing.
const SAID = [409, 422];
// A button that has just come takes no press: none may become another one under somebody's finger.
const FRESH = 700;

let topic = "";
let leave = () => {};
let kept = new Map();
let reference = "";
// Where somebody was who sends a form of a section: its box, and the heading above it.
let place = [];
let isLate = false;

const pane = () => document.getElementById("detail");
const head = () => document.getElementById("slip-head");

/** Fetches the slip anew and puts in place what differs; not when another slip was opened meanwhile. */
export async function refresh(ask = fetch) {
  const asked = head();
  if (!asked) {
    return;
  }
  const { slip } = asked.dataset;
  const response = await ask(asked.dataset.own, { headers: { "HX-Request": "true" } });
  if (!response.ok) {
    throw new Error(`the slip answers ${response.status}`);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  // A button whose deed is under way stays: htmx puts nothing in place for one that has left the page.
  isLate = pane()?.querySelector(".htmx-request") != null;
  if (head()?.dataset.slip === slip && !isLate) {
    swapParts(fresh);
  }
}

/** What changed while a deed was under way is fetched once that is answered. */
export function catchUp(ask = fetch) {
  return isLate ? refresh(ask) : undefined;
}

/** Follows the slip that is open now, and no other any more. */
export function attach() {
  const now = head()?.dataset.topic ?? "";
  if (now === topic) {
    return;
  }
  leave();
  topic = now;
  leave = topic ? follow(topic, () => refresh()) : () => {};
}

const boxes = () => [...(pane()?.querySelectorAll("[data-kept] :is(input:not([type=hidden]), textarea, select)") ?? [])];

/** What is typed in forms that this deed is not about; htmx puts the whole slip in place. */
export function keep(sender) {
  reference = head()?.dataset.slip ?? "";
  const own = sender?.closest?.("[data-kept]");
  place = [own?.querySelector("input:not([type=hidden]), textarea, select")?.id, sender?.closest?.("section")?.getAttribute("aria-labelledby")];
  kept = new Map(boxes().filter((box) => !own?.contains(box)).map((box) => [box.id, box.value]));
}

export function giveBack() {
  if (head()?.dataset.slip === reference) {
    boxes().filter((box) => kept.has(box.id)).forEach((box) => { box.value = kept.get(box.id); });
  }
  kept = new Map();
}

/** In the section whose form was sent, at its heading when the box is folded away; else at the top of the slip. */
function stay() {
  for (const id of place.filter(Boolean)) {
    const found = pane().querySelector(`#${CSS.escape(id)}`);
    found?.matches("h2, h3") && found.setAttribute("tabindex", "-1");
    found?.focus();
    if (found && document.activeElement === found) {
      return;
    }
  }
  document.getElementById("h-detail")?.focus({ preventScroll: true });
}

export function focus() {
  const refusal = pane().querySelector("[data-refusal], #slip-form [role=alert], .field__error");
  if (refusal) {
    (refusal.closest("form, .field")?.querySelector("textarea, input:not([type=hidden]), select:not([name=template])") ?? refusal).focus();
  } else if (document.activeElement === document.body) {
    stay();
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (SAID.includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  if (event.detail.target === pane()) {
    keep(event.detail.requestConfig?.elt);
  }
});
document.addEventListener("htmx:afterSettle", (event) => {
  attach();
  if (event.target === pane()) {
    giveBack();
    focus();
  } else if (event.target.id === "slip-form") {
    event.target.querySelector("textarea, select:not([name=template]), input:not([type=hidden])")?.focus();
  }
});
document.addEventListener("htmx:afterRequest", () => catchUp()?.catch(() => {}));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-form]") && document.getElementById("slip-form")) {
    event.preventDefault();
    const verb = event.target.closest("[data-deed]").dataset.deed;
    document.getElementById("slip-form").replaceChildren();
    const asked = document.getElementById(`do-${verb}`);
    asked?.focus();
    if (asked && document.activeElement !== asked) {
      asked.closest("details")?.querySelector("summary").focus();
    }
  } else if (event.target.closest(".is-fresh")) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);
document.addEventListener("live:swapped", (event) => {
  globalThis.htmx?.process(event.target);
  if (["slip-work", "slip-panels"].includes(event.target.id)) {
    event.target.classList.add("is-fresh");
    setTimeout(() => event.target.classList.remove("is-fresh"), FRESH);
  }
});
attach();
