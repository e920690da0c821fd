/**
 * A button with data-copy, the selector of what is copied: a field or a text. Its part of the page (data-copy-part) stays
 * hidden where nothing can be copied, and says in data-copy-said what came of it. Parts that live.js swaps are found.
 */

const partOf = (button) => button.closest("[data-copy-part]");
const textOf = (source) => (source.value ?? source.textContent).trim();

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  const said = partOf(button).querySelector("[data-copy-said]");
  try {
    await navigator.clipboard.writeText(button.dataset.copyText ?? textOf(source));
    said.textContent = button.dataset.said;
  } catch {
    // Refused by the browser: marked, so that the person's own copying takes all of it.
    globalThis.getSelection().selectAllChildren(source);
    source.select?.();
    said.textContent = button.dataset.failed;
  }
}

function offer(within) {
  for (const button of within.querySelectorAll("[data-copy]")) {
    partOf(button).hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button));
  }
}

offer(document);
// What a live page has put in place of the old.
document.addEventListener("live:swapped", (event) => offer(event.target));
