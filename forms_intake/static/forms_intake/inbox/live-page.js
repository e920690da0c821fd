/**
 * A page whose parts change in place: `data-follow="tasks submissions"` names what it follows, `data-pause` how many
 * milliseconds lie between two looks at least.
 */

import { coalesced } from "../../school/js/coalesce.js";
import { swapParts } from "../../school/js/live-parts.js";
import { follow } from "../../school/js/live.js";

/** Looks at the page anew. */
export async function refresh(ask = fetch) {
  const response = await ask(location.href);
  if (!response.ok || response.redirected) {
    throw new Error(`the page answers ${response.status}`);
  }
  swapParts(new DOMParser().parseFromString(await response.text(), "text/html"));
}

const place = document.querySelector("[data-follow]");
if (place) {
  // One for all topics: a change may be news for several of them.
  const look = coalesced(() => refresh(), Number(place.dataset.pause ?? 0));
  place.dataset.follow.split(" ").forEach((topic) => follow(topic, look));
}
