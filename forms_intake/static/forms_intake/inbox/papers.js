/** Pictures of a slip open above it, so that nobody loses the slip; Esc or Close leads back to the link. */

const sheet = () => document.getElementById("paper-sheet");

function open(link) {
  const picture = sheet().querySelector("img");
  sheet().querySelector("h2").textContent = picture.alt = link.dataset.picture;
  // A locked or lost file is a page that says so.
  picture.onerror = () => location.assign(link.href);
  picture.src = link.href;
  sheet().addEventListener("close", () => {
    picture.onerror = null;
    picture.removeAttribute("src");
  }, { once: true });
  sheet().showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-picture]");
  // Whoever asks for a tab of its own gets it.
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented);
  if (link && sheet() && isPlain) {
    event.preventDefault();
    open(link);
  } else if (event.target === sheet()) {
    sheet().close();
  }
});
