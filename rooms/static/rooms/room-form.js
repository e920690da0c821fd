/** The form of a room: asks of a class what only a class has, and lets no day that is half typed get lost. */

/** Makes the form answer to its own fields. */
export function tend(form) {
  form.addEventListener("change", () => reveal(form));
  form.addEventListener("submit", (event) => {
    const half = halfTyped(form);
    if (half) {
      event.preventDefault();
      half.reportValidity();
    }
  });
  form.querySelectorAll("[data-when]").forEach((words) => words.remove());
  reveal(form);
}

/** Each part that is for one answer shows while that is the answer. */
function reveal(form) {
  form.querySelectorAll("[data-only-for]").forEach((part) => (part.hidden = form.elements.kind.value !== part.dataset.onlyFor));
}

/** A box whose day or time is not whole would send nothing: the browser itself says so instead. */
function halfTyped(form) {
  return [...form.elements].find((field) => field.validity?.badInput);
}

const form = document.querySelector("main form.form");
if (form) {
  tend(form);
}
