// Paper is one touch away: a button where the page says so, and none where no script runs.
const template = document.querySelector("[data-print]");
if (template) {
  const button = template.content.firstElementChild.cloneNode(true);
  button.addEventListener("click", () => print());
  template.replaceWith(button);
}
