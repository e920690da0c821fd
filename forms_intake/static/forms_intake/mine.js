// A family's own slips: the list is fetched anew when one of them has changed.
import { follow } from "../school/js/live.js";
import { swapParts } from "../school/js/live-parts.js";

const list = document.querySelector("[data-topic]");

follow(list.dataset.topic, async () => {
  const answer = await fetch(location.href);
  if (answer.ok) {
    swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
});
