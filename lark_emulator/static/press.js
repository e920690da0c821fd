// A press on a button of an app's card: the emulator calls our server and tells what a person would see.

const SHOWN_MS = 6000;
const feed = document.getElementById("feed");
const toast = document.getElementById("toast");
const operator = document.getElementById("operator");
let hiding = 0;

function say(words, type) {
  clearTimeout(hiding);
  toast.textContent = words;
  toast.dataset.type = type;
  hiding = setTimeout(() => { toast.textContent = ""; }, SHOWN_MS);
}

function formValue(button) {
  const form = button.closest(".container--form");
  const inputs = form ? [...form.querySelectorAll("[name]")] : [];
  return Object.fromEntries(inputs.map((input) => [input.name, input.value]));
}

async function press(button) {
  const body = {
    message_id: button.closest(".message").dataset.message,
    button: Number(button.dataset.press),
    operator: operator.value,
    form_value: formValue(button),
  };
  const response = await fetch("/_emulator/press", { method: "POST", body: JSON.stringify(body) });
  const result = await response.json();
  if (!response.ok) say(result.error, "error");
  else if (result.client_code) say(`${result.reason} (Lark ${result.client_code})`, "error");
  else if (result.toast) say(result.toast.content, result.toast.type ?? "info");
}

feed.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-press]");
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    await press(button);
  } catch {
    say("Mất kết nối, thử lại · No connection, try again", "error");
  } finally {
    button.disabled = false;
  }
});
