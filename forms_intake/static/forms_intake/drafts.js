// What a browser keeps of a slip: its draft on this device, and its pages in the history.
// Two modules make the form page, this one and slip.js: every further one costs a phone a round trip.

/** Whether many people share this device (?kiosk=1). */
const isKiosk = () => new URLSearchParams(location.search).get("kiosk") === "1";

// ---- Drafts in this browser. In-app browsers may refuse or wipe storage: then there is no draft, and nothing breaks.

const KEPT_MS = 7 * 24 * 3600 * 1000;

/** The name under which drafts of a form and its version are kept. */
export const draftKey = (formType, version) => `slip:${formType}:${version}`;

/** The answers kept under this name with the time of keeping, or null when there are none, or none young enough. */
export function load(key, now = Date.now()) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    const age = now - draft?.at;
    if (!Array.isArray(draft?.answers) || !(age >= 0 && age <= KEPT_MS)) {
      localStorage.removeItem(key);
      return null;
    }
    return draft;
  } catch {
    return null;
  }
}

/** Keeps the answers; false when this browser refuses. */
export function save(key, answers, now = Date.now()) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: now, answers }));
    return true;
  } catch {
    return false;
  }
}

/** Forgets every draft of a form, whatever its version. */
export function forget(formType) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(`slip:${formType}:`)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept where nothing can be read.
  }
}

// ---- The draft of a form: kept on leaving a field and every ten seconds, and brought back.

const EVERY_MS = 10_000;
// Tokens belong to the page. The key stays: an answer that got lost must not make a second slip.
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "policy_version", "entry_branch", "website", "step"]);
// When a slip was begun stays with it for so long: whoever comes back to it is not as fast as a robot.
const BEGUN_MS = 3600 * 1000;

/** The answers as pairs, without what a draft of this form must not hold: its consents are given anew. */
function keepable(form, answers) {
  const unkept = new Set((form.dataset.unkept ?? "").split(" "));
  return answers.filter(([name, value]) => !LEFT_OUT.has(name) && !unkept.has(name) && typeof value === "string");
}

/** The answers of a form as a draft keeps them. */
export const answersOf = (form) => keepable(form, [...new FormData(form)]);

/** The answers of a draft as they come back now. */
export const answersOfDraft = ({ at, answers }, now = Date.now()) => answers.filter(([name]) => name !== "started_at" || now - at <= BEGUN_MS);

/** Answers to the questions of other steps travel beside those of this page, as hidden inputs. */
function carry(form, answers) {
  const beside = form.querySelector("[data-beside]");
  if (!beside) return;
  beside.replaceChildren();
  const here = new Set([...form.elements].map((control) => control.name));
  beside.append(...answers.filter(([name]) => !here.has(name)).map(([name, value]) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    return input;
  }));
}

/** Puts kept answers into the form; a tick that was taken away stays away. */
export function bringBack(form, given) {
  const answers = keepable(form, given);
  carry(form, answers);
  const kept = new Map(answers);
  const ticked = new Set(answers.map(String));
  for (const control of form.elements) {
    if (!control.name || LEFT_OUT.has(control.name) || control.closest("[data-beside]")) continue;
    const value = kept.get(control.name);
    if (control.type === "checkbox") control.checked = ticked.has(String([control.name, control.value]));
    else if (control.type === "radio") control.checked = control.value === value;
    else if (value !== undefined) control.value = value;
  }
}

function words(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

const clockTime = (moment) => new Date(moment).toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });

/** Starts keeping drafts, unless many people share this device (?kiosk=1). */
export function startDrafts(form) {
  const state = form.querySelector("[data-draft-state]");
  const say = (...content) => state.replaceChildren(...content);
  const tick = () => form.querySelector("[data-draft-tick]").content.firstElementChild.cloneNode(true);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine !== false) return;
    event.preventDefault();
    say(state.dataset.offline);
  });
  if (isKiosk()) return;

  const key = draftKey(form.dataset.slip, form.dataset.version);
  const untouched = JSON.stringify(answersOf(form));
  let kept = untouched;
  const keep = () => {
    const answers = answersOf(form);
    if (JSON.stringify(answers) === kept) return;
    const now = Date.now();
    if (save(key, answers, now)) say(tick(), words(`${state.dataset.saved} ${clockTime(now)}`));
    kept = JSON.stringify(answers);
  };
  const draft = "restore" in form.dataset ? load(key) : null;
  if (draft) {
    const fresh = JSON.parse(untouched);
    bringBack(form, answersOfDraft(draft));
    kept = JSON.stringify(answersOf(form));
    const template = form.querySelector("[data-draft-restored]");
    const note = template.content.firstElementChild.cloneNode(true);
    note.querySelector("[data-draft-time]").textContent = clockTime(draft.at);
    template.replaceWith(note);
    note.querySelector("[data-draft-clear]").addEventListener("click", () => {
      forget(form.dataset.slip);
      form.reset();
      bringBack(form, fresh);
      kept = JSON.stringify(answersOf(form));
      form.dispatchEvent(new Event("change"));
      note.remove();
      say();
      form.querySelector(".field input").focus();
    });
  }
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", keep);
  // Reloading and going back leave no field before.
  addEventListener("pagehide", keep);
  setInterval(keep, EVERY_MS);
}

// ---- Pages that answer a posted form, in the browser's history.

/** Going back or reloading then opens the empty form with its draft, not the browser's question to post once more. */
export function forgetPosting(form) {
  const isFresh = "restore" in form.dataset;
  if (!isFresh) history.replaceState(null, "", form.dataset.start + location.hash);
}

/** On a device that many people share, a page that the browser kept whole is not shown again. */
export function closeOnReturn(form) {
  addEventListener("pageshow", (event) => {
    if (!event.persisted || !isKiosk()) return;
    form.reset();
    location.replace(form.dataset.start);
  });
}
