/** The panel beside the pictures: one at a time, opened by a button, closed by its cross, the button or Escape. */

export class Side {
  #root;
  #place;
  #opener = null;
  open = null;

  /** `changed(name|null)` is told which panel is open. */
  constructor(root, changed = () => {}) {
    this.#root = root;
    this.#place = root.querySelector("#side");
    this.changed = changed;
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-open]");
      if (button) {
        this.toggle(button.dataset.open, button);
      } else if (event.target.closest("[data-side-close]")) {
        this.close();
      }
    });
    this.#place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      }
    });
  }

  toggle(name, opener = document.activeElement) {
    if (this.open === name) {
      this.close();
    } else {
      this.show(name, opener);
    }
  }

  show(name, opener = null) {
    // What opens a panel from inside of another is gone when this one closes.
    this.#opener = this.#place.contains(opener) ? this.#opener : opener;
    this.#draw(name);
    const field = this.#place.querySelector(`[data-panel="${name}"]:not([hidden]) form:not([hidden]) textarea`);
    (field ?? this.#place.querySelector("[data-side-title]")).focus();
  }

  close() {
    const hadFocus = this.#place.contains(document.activeElement);
    this.#draw(null);
    if (hadFocus) {
      (this.#opener?.isConnected ? this.#opener : document.getElementById("controls")).focus();
    }
  }

  #draw(name) {
    this.open = name;
    this.#place.hidden = !name;
    this.#place.querySelectorAll("[data-panel]").forEach((panel) => (panel.hidden = panel.dataset.panel !== name));
    const title = this.#place.querySelector(`[data-panel="${name}"][data-panel-title]`)?.dataset.panelTitle ?? "";
    this.#place.querySelector("[data-side-title]").textContent = title;
    this.#root.querySelectorAll("[data-open][aria-expanded]").forEach((button) => button.setAttribute("aria-expanded", String(button.dataset.open === name)));
    this.changed(name);
  }
}
