/** A list drawn again without losing what is in it: an element stays with its item, and so does the focus. */

/** `items` have a `key`; `make(item)` makes an element, `update(element, item)` dresses it. True if the focus got lost. */
export function keyed(parent, items, make, update) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const keys = new Set(items.map((item) => item.key));
  const known = new Map();
  for (const element of [...parent.children]) {
    if (keys.has(element.dataset.key)) {
      known.set(element.dataset.key, element);
    } else {
      element.remove();
    }
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const element = known.get(item.key) ?? made(make, item);
    if (element === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(element, next);
    }
    update(element, item);
  }
  if (focused?.isConnected) {
    focused.focus({ preventScroll: true });
  }
  return Boolean(focused) && !focused.isConnected;
}

function made(make, item) {
  const element = make(item);
  element.dataset.key = item.key;
  return element;
}

/** A new copy of the template's one element. */
export function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
