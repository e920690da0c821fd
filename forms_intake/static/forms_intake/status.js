/** The status page of a slip: whatever the office does shows at once; what is being typed stays. */

import { swapParts } from "../school/js/live-parts.js";
import { follow } from "../school/js/live.js";
import "./print.js";

const page = document.querySelector("[data-follow]");
const status = (of) => of.querySelector("[data-status]")?.dataset.status;

/** Puts what the server says now in place; a page that may no longer be read goes the way of all such pages. */
export async function refresh(address = location.href, reload = () => location.reload()) {
  const response = await fetch(address);
  if (response.status === 404) {
    reload();
    return;
  }
  if (!response.ok) {
    throw new Error(`the page answers ${response.status}`);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  // Asked first: the parts of the fresh page move over into this one.
  const now = status(fresh);
  const isNews = now !== status(document);
  swapParts(fresh);
  if (isNews) {
    say(now);
    document.title = fresh.title;
  }
}

function say(words) {
  const line = document.querySelector("[data-said]");
  line.textContent = line.dataset.said.replace("{status}", words);
}

/** The page as such: that of a refused answer stands at the address of the deed. */
const own = () => page.dataset.address;

if (page) {
  follow(page.dataset.follow, () => refresh(own()));
}

// Kept whole by the browser, the page would outlive the right to read it.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
