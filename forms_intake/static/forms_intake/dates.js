// Dates in three boxes: near days at a touch, and a whole date pasted into the first box.

const ZONE_MINUTES = 7 * 60; // Asia/Ho_Chi_Minh has no summer time

/** Day, month and year at the school, `days` after the moment `now` (milliseconds). */
export function schoolDay(now, days) {
  const there = new Date(now + (ZONE_MINUTES + days * 24 * 60) * 60_000);
  const two = (number) => String(number).padStart(2, "0");
  return [two(there.getUTCDate()), two(there.getUTCMonth() + 1), String(there.getUTCFullYear())];
}

/** The three parts of a whole date as people write it, or null. */
export function wholeDate(text) {
  const found = /^\s*(\d{1,2})[./\- ]+(\d{1,2})[./\- ]+(\d{4}|\d{2})\s*$/.exec(text);
  if (found) return found.slice(1);
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  return iso ? iso.slice(1).reverse() : null;
}

function fill(boxes, parts) {
  boxes.forEach((box, place) => { box.value = parts[place]; });
  boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function startQuick(template, boxes) {
  const group = template.content.firstElementChild.cloneNode(true);
  const buttons = [...group.querySelectorAll("[data-days]")];
  const dayOf = (button) => schoolDay(Date.now(), Number(button.dataset.days));
  const update = () => {
    const typed = boxes.map((box) => Number(box.value)).join();
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(dayOf(button).map(Number).join() === typed)));
  };
  buttons.forEach((button) => button.addEventListener("click", () => fill(boxes, dayOf(button))));
  boxes.forEach((box) => box.addEventListener("change", update));
  template.replaceWith(group);
  update();
}

/** Enhances every date of the form. */
export function startDates(form) {
  form.querySelectorAll("[data-date]").forEach((date) => {
    const boxes = [...date.querySelectorAll("input")];
    boxes[0].addEventListener("paste", (event) => {
      const parts = wholeDate(event.clipboardData?.getData("text") ?? "");
      if (!parts) return;
      event.preventDefault();
      fill(boxes, parts);
    });
    const template = date.parentElement.querySelector(":scope > [data-quick]");
    if (template) startQuick(template, boxes);
  });
}
