// How far a file is: fetched anew whenever its row has changed, at most once a second.
import { follow } from "../../school/js/live.js";
import { swapParts } from "../../school/js/live-parts.js";

const PAUSE = 1000;
const part = document.querySelector("#export[data-topic]");

follow(
  part.dataset.topic,
  async () => {
    const answer = await fetch(location.href);
    if (answer.ok) {
      swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  },
  PAUSE,
);
