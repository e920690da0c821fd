/** The page that shows a code: once the robot has got it, the page says so by itself. */

import { follow } from "../school/js/live.js";

const code = document.querySelector("[data-link-topic]");
const count = (page) => page.querySelector("[data-linked]")?.dataset.linked;

/** Leaves the code behind only when the server knows of one link more: the line may just have been down. */
export async function look(address, go = () => location.replace(address)) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) {
    throw new Error(`the page answers ${response.status}`);
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (count(fresh) !== count(document)) {
    go();
  }
}

if (code) {
  follow(code.dataset.linkTopic, () => look(code.dataset.linkAddress));
}
