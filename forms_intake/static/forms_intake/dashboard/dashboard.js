/** The overview, live: whatever changes, the page looks again at most every ten seconds, and swaps what differs. */

import { coalesced } from "../../school/js/coalesce.js";
import { swapParts } from "../../school/js/live-parts.js";
import { follow } from "../../school/js/live.js";

const REST = 10_000;

/** The same days and branch once more. */
export async function look() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) {
    throw new Error(`the overview answers ${answer.status}`);
  }
  swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

if (document.querySelector("[data-dashboard]")) {
  // One rest for all topics: they change together.
  const run = coalesced(look, REST);
  ["submissions", "deliveries", "figures"].forEach((topic) => follow(topic, run));
}
