// Keeps a draft of the form on this device, on leaving a field and every ten seconds, and brings it back.
import { draftKey, forget, load, save } from "./storage.js";

const EVERY_MS = 10_000;
// Consents are given anew; tokens belong to the page. The key stays: an answer that got lost must not make a second slip.
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "started_at", "policy_version", "entry_branch", "website", "policy_ack", "consent_privacy"]);

/** The answers of a form as pairs, without what a draft must not hold. */
export function answersOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
}

/** Puts kept answers into the form; a tick that was taken away stays away. */
export function bringBack(form, answers) {
  const kept = new Map(answers);
  for (const control of form.elements) {
    if (!control.name || LEFT_OUT.has(control.name)) continue;
    const value = kept.get(control.name);
    if (control.type === "checkbox") control.checked = value !== undefined;
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
const isKiosk = () => new URLSearchParams(location.search).get("kiosk") === "1";

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
    bringBack(form, draft.answers);
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
  setInterval(keep, EVERY_MS);
}
