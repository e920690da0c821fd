// The confirmation: the draft has done its work, and paper is one touch away.
import { forget } from "./drafts.js";
import "./print.js";

const receipt = document.querySelector("[data-sent]");
if (receipt) forget(receipt.dataset.sent);

// Kept whole by the browser, the page would outlive the right to read it.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
