/**
 * Parts of a page that change in place: elements with `id` and `data-live-part`, taken anew from the freshly fetched page.
 *
 * What is open stays open, what has the focus keeps it (by its id), and a part in which somebody is typing or has marked
 * text, or for which a file was chosen, waits for the next change. Each new part hears `live:swapped`. What is made anew
 * for each look, as a signed link, is no change (`data-made-anew`).
 */

const PART = "[data-live-part][id]";
const TYPING = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea";

// What the server said last about each part, without what differs in every answer.
const served = new Map();

/** Puts the parts of the fresh page in place of those that differ. */
export function swapParts(fresh) {
  for (const part of document.querySelectorAll(PART)) {
    const next = fresh.getElementById(part.id);
    if (next && says(next) !== (served.get(part.id) ?? says(part)) && !isInUse(part)) {
      served.set(part.id, says(next));
      swap(part, document.adoptNode(next));
    }
  }
}

function says(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[name=csrfmiddlewaretoken], [data-made-anew]").forEach((token) => token.remove());
  // What somebody has opened stays so.
  copy.querySelectorAll("details[id]").forEach((details) => details.removeAttribute("open"));
  return copy.innerHTML;
}

function isInUse(part) {
  const marked = getSelection();
  const isMarked = !marked.isCollapsed && part.contains(marked.anchorNode);
  const hasFile = [...part.querySelectorAll("input[type=file]")].some((chooser) => chooser.files.length > 0);
  return isMarked || hasFile || (part.contains(document.activeElement) && document.activeElement.matches(TYPING));
}

function swap(part, next) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.querySelectorAll("details[id]").forEach((old) => {
    const kept = within(next, old.id);
    if (kept) {
      kept.open = old.open;
    }
  });
  part.querySelectorAll(TYPING).forEach((old) => {
    const kept = old.id && within(next, old.id);
    if (kept) {
      kept.value = old.value;
    }
  });
  part.replaceWith(next);
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  next.dispatchEvent(new CustomEvent("live:swapped", { bubbles: true }));
}

function within(part, id) {
  return part.querySelector(`#${CSS.escape(id)}`);
}
