// The form of a slip. Every part enhances what already works without it, and none depends on another.
import { watchConsequence } from "./consequence.js";
import { startDates } from "./dates.js";
import { startDrafts } from "./drafts.js";
import { startMending } from "./mended.js";
import { closeOnReturn, forgetPosting } from "./posted.js";
import { startRepeats } from "./repeats.js";
import { startReveals } from "./reveal.js";

const form = document.querySelector("form[data-slip]");

document.querySelector("[data-problems]")?.focus();
if (form) {
  // A draft first, so that the other parts see the answers it brings back.
  startDrafts(form);
  forgetPosting(form);
  closeOnReturn(form);
  startReveals(form);
  startRepeats(form);
  startDates(form);
  startMending(form);
  watchConsequence(form);
}
