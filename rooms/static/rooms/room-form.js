/** The form of a room: lets no day that is half typed get lost. */

/** Makes the form answer to its own fields. */
export function tend(form) {
  form.addEventListener("submit", (event) => {
    const half = halfTyped(form);
    if (half) {
      event.preventDefault();
      half.reportValidity();
    }
  });
}

/** A box whose day or time is not whole would send nothing: the browser itself says so instead. */
function halfTyped(form) {
  return [...form.elements].find((field) => field.validity?.badInput);
}

const form = document.querySelector("main form.form");
if (form) {
  tend(form);
}
