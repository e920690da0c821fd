// The live line: after a change of the times, the server says what the rules make of them.

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
    if (!isDated()) return region.replaceChildren();
    try {
      const answer = await fetch(region.dataset.consequence, { method: "POST", body: new FormData(form), signal: asked.signal });
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
  ask();
}
