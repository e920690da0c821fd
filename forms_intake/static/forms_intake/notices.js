/**
 * The bell, live: its figure changes when the reader is told something, and its panel is filled when it is opened.
 *
 * Screen readers hear the figure when it grows, and nothing when it shrinks: whoever reads knows.
 */

import { swapParts } from "../school/js/live-parts.js";
import { follow } from "../school/js/live.js";

const bell = document.querySelector("[data-bell]");

/** Takes the bell anew from its own address; the panel only while it is open, so that nobody loses their place. */
export async function refresh(place) {
  const response = await fetch(place.dataset.address);
  if (!response.ok || response.redirected) {
    throw new Error(`the bell answers ${response.status}`);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-bell]");
  const grew = Number(fresh.dataset.unread) > Number(place.dataset.unread);
  const words = fresh.querySelector("[data-bell-words]").textContent;
  place.dataset.unread = fresh.dataset.unread;
  place.querySelector("[data-bell-words]").textContent = words;
  place.querySelector("[data-bell-figure]").textContent = fresh.querySelector("[data-bell-figure]").textContent;
  if (grew) {
    place.querySelector("[data-bell-status]").textContent = words;
  }
  if (place.open) {
    fill(place, fresh);
  }
}

function fill(place, fresh) {
  const panel = place.querySelector("[data-bell-panel]");
  const next = fresh.querySelector("[data-bell-panel]");
  if (said(panel) === said(next)) {
    return;
  }
  // By its address: a line has no other name that stays.
  const focused = panel.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const scrolled = panel.scrollTop;
  panel.replaceChildren(...next.childNodes);
  panel.scrollTop = scrolled;
  if (focused) {
    [...panel.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
  }
}

function said(panel) {
  const copy = panel.cloneNode(true);
  copy.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((token) => token.remove());
  return copy.innerHTML.trim();
}

/** All that the panel shows is read, without leaving the page. */
export async function readAll(place, form) {
  const headers = { "X-Requested-With": "fetch" };
  const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
  if (!response.ok || response.redirected) {
    form.submit();
    return;
  }
  // The button goes with what was unread.
  place.querySelector("[data-bell-button]").focus();
  await refresh(place);
}

/** Opens, fills and closes as menus do. */
export function tend(place) {
  place.addEventListener("toggle", () => place.open && refresh(place).catch(() => {}));
  place.addEventListener("submit", (event) => {
    if (event.target.matches("[data-bell-read]")) {
      event.preventDefault();
      readAll(place, event.target).catch(() => event.target.submit());
    }
  });
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && place.open) {
      // The inbox closes a slip with the same key.
      event.stopPropagation();
      place.open = false;
      place.querySelector("[data-bell-button]").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (place.open && !place.contains(event.target)) {
      place.open = false;
    }
  });
}

/** The page of all notices, where that is the page. */
async function renew() {
  if (!document.getElementById("notices")) {
    return;
  }
  const answer = await fetch(location.href);
  if (answer.ok && !answer.redirected) {
    swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
}

if (bell) {
  tend(bell);
  follow(bell.dataset.topic, () => Promise.all([refresh(bell), renew()]));
}
