// How far a file is: fetched anew whenever its row has changed, at most once a second. A new state is read aloud.
import { follow } from "../../school/js/live.js";
import { swapParts } from "../../school/js/live-parts.js";

const PAUSE = 1000;

/** Puts the page as the server has it now in place, and says the state if it is another. */
export async function refresh() {
  const before = part().dataset.said;
  const answer = await fetch(location.href);
  if (!answer.ok) {
    return;
  }
  swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (part().dataset.said !== before) {
    document.querySelector("#export-said").textContent = part().dataset.said;
  }
}

function part() {
  return document.querySelector("#export");
}

if (part()) {
  follow(part().dataset.topic, refresh, PAUSE);
}
