// Blocks that one answer opens: hidden, and left out of what is sent to the reader, while it is another one.

/** Whether a block's values hold the chosen one. */
export function isOpen(block, form) {
  const values = block.dataset.shownValues.split(" ");
  return new FormData(form).getAll(block.dataset.shownWhen).some((chosen) => values.includes(chosen));
}

/** Opens and closes the blocks of the form, now and after each change. */
export function startReveals(form) {
  const blocks = [...form.querySelectorAll("[data-shown-when]")];
  const controlsOf = (block) => block.querySelectorAll("input, select, textarea");
  const enable = (block, isEnabled) => controlsOf(block).forEach((control) => { control.disabled = !isEnabled; });
  const update = () => blocks.forEach((block) => {
    block.hidden = !isOpen(block, form);
    enable(block, true);
  });
  // They say when a block counts, which now shows by itself.
  form.querySelectorAll("[data-when]").forEach((note) => note.remove());
  form.addEventListener("change", update);
  // Only now: a draft keeps what a closed block holds, for the reader who opens it again.
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) blocks.forEach((block) => enable(block, !block.hidden));
  });
  addEventListener("pageshow", update);
  update();
}
