/** The banner of alerts, live: it comes when something breaks, and goes when it is mended, on pages that stay open. */

import { follow } from "../school/js/live.js";

const banner = document.querySelector("[data-alerts-topic]");

export async function refresh(place = banner) {
  const response = await fetch(place.dataset.alertsAddress);
  if (!response.ok || response.redirected) {
    throw new Error(`the banner answers ${response.status}`);
  }
  const lines = place.querySelector("[data-alerts-lines]");
  const fresh = (await response.text()).trim();
  // A status is read out again by some readers when the same words are put in its place.
  if (lines.innerHTML.trim() !== fresh) {
    lines.innerHTML = fresh;
  }
}

if (banner) {
  follow(banner.dataset.alertsTopic, refresh);
}
