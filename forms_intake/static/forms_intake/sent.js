// The confirmation: the draft has done its work, and paper is one touch away.
import { forget } from "./drafts.js";

const receipt = document.querySelector("[data-sent]");
if (receipt) forget(receipt.dataset.sent);

// Kept whole by the browser, the page would outlive the right to read it.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const template = document.querySelector("[data-print]");
if (template) {
  const button = template.content.firstElementChild.cloneNode(true);
  button.addEventListener("click", () => print());
  template.replaceWith(button);
}
