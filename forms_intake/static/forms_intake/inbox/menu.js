/** Menus are `details.more`, which open without a script; with this one they close as menus do. */

const opened = () => document.querySelector("details.more[open]");

function pressed(event) {
  const menu = opened();
  if (menu && event.key === "Escape") {
    // The inbox closes a slip with the same key.
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

function clicked(event) {
  const menu = opened();
  if (menu && !menu.querySelector("summary").contains(event.target)) {
    menu.open = false;
  }
}

/** With Tab, past the last of its buttons or back past its own. */
function left(event) {
  const menu = event.target.closest("details.more[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) {
    menu.open = false;
  }
}

document.addEventListener("keydown", pressed, true);
document.addEventListener("click", clicked);
document.addEventListener("focusout", left);
