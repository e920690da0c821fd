/** The list of tasks: true while it is open. */

import { swapParts } from "../../school/js/live-parts.js";
import { follow } from "../../school/js/live.js";

async function refresh() {
  const response = await fetch(location.href);
  if (!response.ok) {
    throw new Error(`the page answers ${response.status}`);
  }
  swapParts(new DOMParser().parseFromString(await response.text(), "text/html"));
}

follow("tasks", refresh);
