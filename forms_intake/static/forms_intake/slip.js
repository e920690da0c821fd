// The form of a slip. Every part enhances what already works without it, and none depends on another.
import { closeOnReturn, forgetPosting, startDrafts } from "./drafts.js";

// ---- Blocks that one answer opens: hidden, and left out of what is sent to the reader, while it is another one.

/** Whether a block's values hold the chosen one. */
export function isOpen(block, form) {
  const values = block.dataset.shownValues.split(" ");
  return new FormData(form).getAll(block.dataset.shownWhen).some((chosen) => values.includes(chosen));
}

/** Opens and closes the blocks of the form, now and after each change. */
export function startReveals(form) {
  const blocks = [...form.querySelectorAll("[data-shown-when]")];
  const controlsOf = (block) => block.querySelectorAll("input, select, textarea");
  const enable = (block, isEnabled) => controlsOf(block).forEach((control) => { control.disabled = !isEnabled; });
  const update = () => blocks.forEach((block) => {
    block.hidden = !isOpen(block, form);
    enable(block, true);
  });
  // They say when a block counts, which now shows by itself.
  form.querySelectorAll("[data-when]").forEach((note) => note.remove());
  form.addEventListener("change", update);
  // Only now: a draft keeps what a closed block holds, for the reader who opens it again.
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) blocks.forEach((block) => enable(block, !block.hidden));
  });
  addEventListener("pageshow", update);
  update();
}

// ---- Lists of equal items (slots, days): those in use are shown, a button adds the next one.

const isUsed = (item) => [...item.querySelectorAll("input, select")].some((control) => control.value !== "");

function empty(item) {
  item.querySelectorAll("input, select").forEach((control) => { control.value = ""; });
  item.dispatchEvent(new Event("change", { bubbles: true }));
}

function startList(list) {
  const items = [...list.querySelectorAll("[data-item]")];
  const least = Number(list.dataset.repeat);
  const more = list.querySelector(":scope > [data-more]").content.firstElementChild.cloneNode(true);
  const update = () => { more.hidden = items.every((item) => !item.hidden); };

  items.forEach((item, place) => {
    item.hidden = place >= least && !isUsed(item);
    const less = item.querySelector("[data-less]");
    if (!less || place < least) return;
    const button = less.content.firstElementChild.cloneNode(true);
    less.replaceWith(button);
    item.querySelector(".slot__title").append(button);
    button.addEventListener("click", () => {
      empty(item);
      item.hidden = true;
      update();
      more.focus();
    });
  });
  more.addEventListener("click", () => {
    const next = items.find((item) => item.hidden);
    next.hidden = false;
    next.querySelector("input, select").focus();
    update();
  });
  list.append(more);
  update();
}

/** Shortens every list of the form to what is used. */
export function startRepeats(form) {
  form.querySelectorAll("[data-repeat]").forEach(startList);
}

// ---- Dates in three boxes: near days at a touch, and a whole date pasted into the first box.

const ZONE_MINUTES = 7 * 60; // Asia/Ho_Chi_Minh has no summer time

/** Day, month and year at the school, `days` after the moment `now` (milliseconds). */
export function schoolDay(now, days) {
  const there = new Date(now + (ZONE_MINUTES + days * 24 * 60) * 60_000);
  const two = (number) => String(number).padStart(2, "0");
  return [two(there.getUTCDate()), two(there.getUTCMonth() + 1), String(there.getUTCFullYear())];
}

/** The three parts of a whole date as people write it, or null. */
export function wholeDate(text) {
  const found = /^\s*(\d{1,2})[./\- ]+(\d{1,2})[./\- ]+(\d{4}|\d{2})\s*$/.exec(text);
  if (found) return found.slice(1);
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  return iso ? iso.slice(1).reverse() : null;
}

function fill(boxes, parts) {
  boxes.forEach((box, place) => { box.value = parts[place]; });
  boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function startQuick(template, boxes) {
  const group = template.content.firstElementChild.cloneNode(true);
  const buttons = [...group.querySelectorAll("[data-days]")];
  const dayOf = (button) => schoolDay(Date.now(), Number(button.dataset.days));
  const update = () => {
    const typed = boxes.map((box) => Number(box.value)).join();
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(dayOf(button).map(Number).join() === typed)));
  };
  buttons.forEach((button) => button.addEventListener("click", () => fill(boxes, dayOf(button))));
  boxes.forEach((box) => box.addEventListener("change", update));
  template.replaceWith(group);
  update();
}

/** Enhances every date of the form. */
export function startDates(form) {
  form.querySelectorAll("[data-date]").forEach((date) => {
    const boxes = [...date.querySelectorAll("input")];
    boxes[0].addEventListener("paste", (event) => {
      const parts = wholeDate(event.clipboardData?.getData("text") ?? "");
      if (!parts) return;
      event.preventDefault();
      fill(boxes, parts);
    });
    const template = date.parentElement.querySelector(":scope > [data-quick]");
    if (template) startQuick(template, boxes);
  });
}

// ---- A field that was refused stops looking wrong once something is typed or chosen; the server decides again on sending.

const isGiven = (control) => (["checkbox", "radio"].includes(control.type) ? control.checked : control.value.trim() !== "");

/** Whether the answer that this control belongs to stands there whole; a date has three boxes. */
function isWhole(control) {
  const date = control.closest("[data-date]");
  return date ? [...date.querySelectorAll("input")].every(isGiven) : isGiven(control);
}

function mend(event) {
  const field = event.target.closest(".field--error");
  if (!field || !isWhole(event.target)) return;
  field.classList.remove("field--error");
  field.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
  field.querySelectorAll(".field__error").forEach((said) => said.remove());
}

/** Watches the fields of the form; the summary stays, as the list of what was wrong. */
export function startMending(form) {
  form.addEventListener("input", mend);
  form.addEventListener("change", mend);
}

// ---- Files: what the server would refuse for its size or number is told before it is sent.

/** Why these files cannot all be sent, or nothing. `most` counts those that are kept already, `mostBytes` is for each. */
export function fault(files, { most, mostBytes, tooMany, tooLarge }) {
  const large = files.find((file) => file.size > mostBytes);
  if (large) return `${large.name}: ${tooLarge}`;
  return files.length > most ? tooMany : "";
}

function startChooser(field, form) {
  const chooser = field.querySelector("input[type=file]");
  const note = field.querySelector("[data-refused]").content.firstElementChild.cloneNode(true);
  const described = chooser.getAttribute("aria-describedby") ?? "";
  note.id = `${chooser.id}_refused`;
  let isPending = false;

  const mark = (words) => {
    chooser.before(note);
    note.querySelector("[data-words]").textContent = words;
    field.classList.add("field--error");
    chooser.setAttribute("aria-invalid", "true");
    chooser.setAttribute("aria-describedby", `${described} ${note.id}`.trim());
    // Nothing half chosen: the words say which file it is, and the chooser is empty again.
    chooser.value = "";
  };
  const unmark = () => {
    note.remove();
    chooser.setAttribute("aria-describedby", described);
    if (field.querySelector(".field__error")) return;
    field.classList.remove("field--error");
    chooser.removeAttribute("aria-invalid");
  };
  chooser.addEventListener("change", () => {
    const { files: most, mostBytes, tooMany, tooLarge } = field.dataset;
    const kept = field.querySelectorAll("input[type=checkbox]:not(:checked)").length;
    const words = fault([...chooser.files], { most: Number(most) - kept, mostBytes: Number(mostBytes), tooMany, tooLarge });
    isPending = Boolean(words);
    if (words) mark(words);
    else unmark();
  });
  // The server would stop here too: nobody shall send a slip believing that the paper is with it.
  form.addEventListener("submit", (event) => {
    if (!isPending || event.defaultPrevented || event.submitter?.hasAttribute("formaction")) return;
    isPending = false;
    event.preventDefault();
    chooser.focus();
  });
}

/** Watches every file chooser of the form. */
export function startFiles(form) {
  form.querySelectorAll("[data-files]").forEach((field) => startChooser(field, form));
}

/** The answers without files: to ask what the rules say, ten megabytes need not travel. */
export function withoutFiles(form) {
  const answers = new FormData(form);
  for (const chooser of form.querySelectorAll("input[type=file]")) answers.delete(chooser.name);
  return answers;
}

// ---- The live line: after a change of the times, the server says what the rules make of them.

const WAIT_MS = 400;

/** Keeps the live region up to date; when the server cannot be asked, the check page still says it. */
export function watchConsequence(form) {
  const region = form.querySelector("[data-consequence]");
  if (!region) return;
  // Beginnings of the names that the rules look at.
  const beginnings = region.dataset.matters.split(" ");
  const matters = (name) => beginnings.some((beginning) => name.startsWith(beginning));
  let timer = 0;
  let asked = new AbortController();

  const isDated = () => [...form.querySelectorAll("[data-date] input")].some((box) => box.value !== "");
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(region.dataset.consequence, { method: "POST", body: withoutFiles(form), signal: asked.signal });
      const said = answer.ok ? (await answer.text()).trim() : "";
      // The same words again would be read out again.
      if (said !== region.innerHTML.trim()) region.innerHTML = said;
    } catch {
      if (!asked.signal.aborted) region.replaceChildren();
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target.name && !matters(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  // A draft or an answer of the server has dates; an untouched form needs no answer.
  if (isDated()) ask();
}

// ---- Folded questions: what is known of a family, and what can be left out.

const isChanged = (control) => {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName === "SELECT") return [...control.options].some((option) => option.selected !== option.defaultSelected && (option.selected || option.defaultSelected));
  return control.type !== "file" && control.value !== control.defaultValue;
};

/** Opens what holds other answers than the page came with, and leads into what the reader opens. */
export function startFolds(form) {
  const folds = [...form.querySelectorAll("details[data-known], details[data-more]")];
  const controlsOf = (fold) => [...fold.querySelectorAll("input, select, textarea")];
  const update = () => folds.forEach((fold) => { fold.open ||= controlsOf(fold).some(isChanged); });
  folds.filter((fold) => "known" in fold.dataset).forEach((fold) => fold.querySelector("summary").addEventListener("click", () => {
    // Its line is gone once it is open; the focus must not get lost with it.
    setTimeout(() => controlsOf(fold).find((control) => control.type !== "radio")?.focus());
  }));
  addEventListener("pageshow", update);
  update();
}

// ---- Questions about the young: shown once a birth date says that somebody is younger than so many years.

/** Full years of somebody born on day, month and year, today at the school; NaN for what is no whole date. */
export function fullYears(born, now) {
  const then = new Date(moment(born));
  const [day, month, year] = schoolDay(now, 0).map(Number);
  const isBefore = month < then.getUTCMonth() + 1 || (month === then.getUTCMonth() + 1 && day < then.getUTCDate());
  return year - then.getUTCFullYear() - isBefore;
}

/** Hides what is asked about children only; what holds an error or an answer of an unknown age stays. */
export function startAges(form) {
  form.querySelectorAll("[data-under]").forEach((block) => {
    const boxes = [...form.querySelectorAll(`[data-date="${block.dataset.born}"] input`)];
    const update = () => {
      const years = fullYears(boxes.map((box) => box.value), Date.now());
      const isShown = years < Number(block.dataset.under) || (Number.isNaN(years) && block.querySelector(".field--error"));
      block.hidden = !isShown;
    };
    boxes.forEach((box) => ["input", "change"].forEach((kind) => box.addEventListener(kind, update)));
    addEventListener("pageshow", update);
    update();
  });
}

// ---- The return after a hold: the day after it, until the reader types another one.

/** The moment of day, month and year, or NaN for what is no whole date. */
function moment([day, month, year]) {
  const found = Date.UTC(Number(year) < 100 ? Number(year) + 2000 : Number(year), month - 1, day);
  const isReal = new Date(found).getUTCDate() === Number(day) && new Date(found).getUTCMonth() + 1 === Number(month);
  return isReal && year ? found : NaN;
}

/** Day, month and year after a hold of whole months, or after the `wanted` last day; null while it cannot be told. */
export function dayAfterHold(start, months, wanted) {
  const first = new Date(moment(months === "longer" ? wanted : start));
  if (!months || Number.isNaN(first.getTime())) return null;
  if (months === "longer") {
    first.setUTCDate(first.getUTCDate() + 1);
  } else {
    const day = first.getUTCDate();
    first.setUTCDate(1);
    first.setUTCMonth(first.getUTCMonth() + Number(months));
    // A month that is too short ends earlier, as on the server.
    first.setUTCDate(Math.min(day, new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()));
  }
  const two = (number) => String(number).padStart(2, "0");
  return [two(first.getUTCDate()), two(first.getUTCMonth() + 1), String(first.getUTCFullYear())];
}

/** Fills the return date of a hold in, and moves it along as long as nobody has typed another one. */
export function startReturn(form) {
  const boxesOf = (name) => [...form.querySelectorAll(`[data-date="${name}"] input`)];
  const back = boxesOf("return_date");
  if (!back.length) return;
  const typed = (name) => boxesOf(name).map((box) => box.value);
  const proposed = () => dayAfterHold(typed("hold_start"), new FormData(form).get("hold_months"), typed("hold_end_wanted"));
  const isProposed = () => back.every((box) => !box.value) || back.map((box) => Number(box.value)).join() === proposed()?.map(Number).join();
  let isOurs = isProposed();
  const update = () => {
    const parts = proposed();
    if (isOurs && parts) back.forEach((box, place) => { box.value = parts[place]; });
  };
  form.addEventListener("change", (event) => {
    if (back.includes(event.target)) isOurs = isProposed();
    else update();
  });
  update();
}

// ---- The parts together

const form = document.querySelector("form[data-slip]");

document.querySelector("[data-problems]")?.focus();
if (form) {
  // A draft first, so that the other parts see the answers it brings back.
  startDrafts(form);
  startFolds(form);
  forgetPosting(form);
  closeOnReturn(form);
  // Before the blocks: what is closed is left out only once nothing stops the slip.
  startFiles(form);
  startReveals(form);
  startAges(form);
  startRepeats(form);
  startDates(form);
  startReturn(form);
  startMending(form);
  watchConsequence(form);
}
