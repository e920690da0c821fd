/** The page of the inbox: a live list, filters that act at once, and one slip open beside it. */

import { coalesced } from "../../school/js/coalesce.js";
import { follow } from "../../school/js/live.js";
import { refresh, showHeld } from "./list.js";
import { tick } from "./promise.js";

const TICK = 30_000;
// The first changes in a row are seen at once; where there are many more, the list is looked at four times a second.
const REST = 250;
const IN_A_ROW = 8;
const detail = document.getElementById("detail");
let open = document.body.classList.contains("inbox-page--open") ? location.pathname : "";
const isNarrow = () => matchMedia("(max-width: 63.99em)").matches || document.querySelector(".inbox__rows--board");

document.documentElement.classList.add("has-script");
// Beside the list there is room for the filters; above it they open when somebody wants them.
const rail = matchMedia("(min-width: 76em)");
const unfold = () => {
  document.getElementById("filters-fold").open = rail.matches;
};
rail.addEventListener("change", unfold);
unfold();
// What a row says of its deliveries is announced as a change of the slip too: one look, not two.
const look = coalesced(refresh, REST, IN_A_ROW);
["submissions", "saved_views"].forEach((topic) => follow(topic, look));
setInterval(tick, TICK);
tick();

document.getElementById("show-new").addEventListener("click", showHeld);
const copy = document.getElementById("copy-link");
copy.hidden = !navigator.clipboard;
copy.addEventListener("click", copyLink);

/** The list as such: neither the page of it that is shown, nor the slip that is open. */
async function copyLink() {
  const address = new URL(document.getElementById("rows").dataset.address, location.href);
  address.searchParams.delete("cursor");
  await navigator.clipboard.writeText(address.href);
  document.getElementById("list-said").textContent = copy.dataset.said;
  copy.classList.add("is-done");
}

function mark() {
  for (const link of document.querySelectorAll("#rows .item")) {
    if (open && new URL(link.href).pathname === open) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

function opened() {
  const isSame = open === location.pathname;
  open = location.pathname;
  document.body.classList.add("inbox-page--open");
  mark();
  if (isSame) {
    // Something was done with it: whoever did it stays where they are.
    tick();
    return;
  }
  detail.parentElement.scrollTo({ top: 0 });
  if (isNarrow()) {
    scrollTo({ top: 0 });
    detail.focus({ preventScroll: true });
  }
  tick();
}

/** Back to the list without loading it anew; the row that was open has the focus. */
function closed(event) {
  event.preventDefault();
  const row = document.querySelector("#rows .item[aria-current]");
  open = "";
  document.body.classList.remove("inbox-page--open");
  history.pushState({}, "", document.getElementById("rows").dataset.address);
  mark();
  (row ?? document.getElementById("rows")).focus();
  refresh().catch(() => {});
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === detail) {
    opened();
  } else if (event.detail.target.id === "rows") {
    mark();
    tick();
  }
});
document.querySelector("[data-back-to-list]")?.addEventListener("click", closed);
// A page from the past would show rows that are no longer true.
addEventListener("popstate", () => location.reload());
