/**
 * A list whose rows change in place: each row keeps its own element, so that focus, ticks and the open row stay as they
 * are. Rows are `li[id]` with a link; what the server said of each is compared, not what scripts did to it since.
 */

const GONE = "is-gone";

const served = new WeakMap();

/**
 * Brings the list to what the fresh one says. The open row stays even if it is no longer among them, and is marked.
 * With `hold`, rows that would come in above the others wait; returns how many.
 */
export function mergeRows(list, fresh, { hold = false } = {}) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const next = new Map([...fresh.children].map((row) => [row.id, row]));
  const waiting = hold ? above(list, [...next.values()]) : [];
  waiting.forEach((row) => next.delete(row.id));
  const kept = leave(list, next, focused?.closest("li"));
  let place = list.firstElementChild;
  for (const [id, row] of next) {
    const old = kept.get(id);
    place = skipGone(place);
    if (old) {
      update(old, row);
    }
    const now = old ?? document.adoptNode(row);
    if (now === place) {
      place = place.nextElementSibling;
    } else {
      list.insertBefore(now, place);
    }
  }
  if (focused && !list.contains(document.activeElement)) {
    (focused.isConnected ? focused : list).focus({ preventScroll: true });
  }
  return waiting.length;
}

/** The rows that are new here and stand above all that are known already. */
function above(list, rows) {
  const known = rows.findIndex((row) => list.querySelector(`#${CSS.escape(row.id)}`));
  return known < 1 ? [] : rows.slice(0, known);
}

/** Takes away what is no longer there; the focus goes on to the row after it. Returns what stays, by id. */
function leave(list, next, focused) {
  const kept = new Map();
  for (const row of [...list.children]) {
    const isGone = !next.has(row.id);
    row.classList.toggle(GONE, isGone && isOpen(row));
    if (!isGone) {
      kept.set(row.id, row);
    } else if (!isOpen(row)) {
      const after = row === focused && neighbour(row, next);
      row.remove();
      after?.querySelector?.("a")?.focus({ preventScroll: true });
    }
  }
  return kept;
}

function neighbour(row, next) {
  let other = row.nextElementSibling;
  while (other && !next.has(other.id)) {
    other = other.nextElementSibling;
  }
  return other ?? row.previousElementSibling;
}

function isOpen(row) {
  return row.querySelector("a")?.hasAttribute("aria-current");
}

function skipGone(place) {
  while (place?.classList.contains(GONE)) {
    place = place.nextElementSibling;
  }
  return place;
}

function update(old, row) {
  const [link, fresh] = [old.querySelector("a"), row.querySelector("a")];
  const [tick, freshTick] = [old.querySelector("input"), row.querySelector("input")];
  old.dataset.revision = row.dataset.revision;
  if (tick && freshTick) {
    tick.value = freshTick.value;
  }
  if (fresh.innerHTML !== (served.get(old) ?? link.innerHTML)) {
    link.innerHTML = fresh.innerHTML;
  }
  served.set(old, fresh.innerHTML);
  link.setAttribute("href", fresh.getAttribute("href"));
}
