// Lists of equal items (slots, days): those in use are shown, a button adds the next one.

const isUsed = (item) => [...item.querySelectorAll("input, select")].some((control) => control.value !== "");

function clear(item) {
  item.querySelectorAll("input, select").forEach((control) => { control.value = ""; });
  item.dispatchEvent(new Event("change", { bubbles: true }));
}

function startList(list) {
  const items = [...list.querySelectorAll("[data-item]")];
  const least = Number(list.dataset.repeat);
  const more = list.querySelector(":scope > [data-more]").content.firstElementChild.cloneNode(true);
  const update = () => { more.hidden = items.every((item) => !item.hidden); };

  items.forEach((item, place) => {
    item.hidden = place >= least && !isUsed(item);
    const less = item.querySelector("[data-less]");
    if (!less || place < least) return;
    const button = less.content.firstElementChild.cloneNode(true);
    less.replaceWith(button);
    item.querySelector(".slot__title").append(button);
    button.addEventListener("click", () => {
      clear(item);
      item.hidden = true;
      update();
      more.focus();
    });
  });
  more.addEventListener("click", () => {
    const next = items.find((item) => item.hidden);
    next.hidden = false;
    next.querySelector("input, select").focus();
    update();
  });
  list.append(more);
  update();
}

/** Shortens every list of the form to what is used. */
export function startRepeats(form) {
  form.querySelectorAll("[data-repeat]").forEach(startList);
}
