// Sending the checked slip without leaving the page until the server has answered. The key makes every repeat harmless.
import { closeOnReturn, forgetPosting } from "./drafts.js";

const PATIENCE_MS = 20_000;

/** What to do with the server's answer: "sent", "show" (the server's page says more), or "retry" later. */
export function verdict(answer) {
  if (answer.ok && answer.redirected) return "sent";
  return answer.status >= 500 ? "retry" : "show";
}

function startSending(form) {
  const button = form.querySelector("[data-send-button]");
  const label = button.querySelector("span");
  const state = form.querySelector("[data-send-state]");
  const words = { ready: label.textContent, sending: form.dataset.sending };
  let isBusy = false;
  let isWaitingForNetwork = false;

  const rest = (message) => {
    isBusy = false;
    button.removeAttribute("aria-busy");
    label.textContent = words.ready;
    state.textContent = message;
    state.className = message ? "callout callout--error" : "";
  };
  const failed = () => {
    isWaitingForNetwork = navigator.onLine === false;
    rest(isWaitingForNetwork ? form.dataset.offline : form.dataset.unreachable);
  };
  const send = async () => {
    if (isBusy) return;
    rest("");
    isBusy = true;
    isWaitingForNetwork = false;
    button.setAttribute("aria-busy", "true");
    label.textContent = words.sending;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: stop.signal });
      const next = verdict(answer);
      // In place of this page: going back then leads to the form, not to a page that asks to be posted again.
      if (next === "sent") location.replace(answer.url);
      else if (next === "show") form.submit();
      else failed();
    } catch {
      failed();
    } finally {
      clearTimeout(timer);
    }
  };
  // On the button, not the form: older Safari does not say which button submits, and the others must not send.
  button.addEventListener("click", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("online", () => { if (isWaitingForNetwork) send(); });
  // The back button may bring this page back as it was left, in the middle of sending.
  addEventListener("pageshow", (event) => { if (event.persisted) rest(""); });
}

const form = document.querySelector("form[data-send]");
if (form) {
  forgetPosting(form);
  closeOnReturn(form);
  startSending(form);
}
