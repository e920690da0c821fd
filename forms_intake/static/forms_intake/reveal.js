// Blocks that one answer opens: hidden, and left out of what is sent to the reader, while it is another one.

/** Whether a block's values hold the chosen one. */
export function isOpen(block, form) {
  const chosen = new FormData(form).get(block.dataset.shownWhen);
  return block.dataset.shownValues.split(" ").includes(chosen);
}

/** Opens and closes the blocks of the form, now and after each change. */
export function startReveals(form) {
  const blocks = [...form.querySelectorAll("[data-shown-when]")];
  const update = () => blocks.forEach((block) => { block.hidden = !isOpen(block, form); });
  // They say when a block counts, which now shows by itself.
  form.querySelectorAll("[data-when]").forEach((note) => note.remove());
  form.addEventListener("change", update);
  update();
}
