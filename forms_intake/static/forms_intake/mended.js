// A field that was refused stops looking wrong once something is typed or chosen; the server decides again on sending.

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
