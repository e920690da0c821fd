/** Draws the pictures of a scene (scene.js); a video stays the same element wherever it moves. */

import { copy } from "./keyed.js";
import { blank, cover, initials } from "./tiles-words.js";
import { word, write } from "./words.js";

const VIEWS = "room-views";
const LAYOUTS = ["pair", "grid", "stage"];
const SIZES = ["few", "some", "many", "full"];

export class Tiles {
  #place;
  #slug;
  #figures = new Map();
  #strip = document.createElement("div");
  #alone = copy("lesson-alone");
  #views = {};

  /** `pin(key)` is called when somebody wants a picture large, or no longer. */
  constructor(place, { slug, pin }) {
    this.#place = place;
    this.#slug = slug;
    this.#strip.className = "tiles__strip";
    this.pin = pin;
    this.#views = remembered();
  }

  /** `trackOf(tile)`, `stateOf(peer id)`: of the link; `isPaired(peer id)`; `alone`: two words for who is. */
  draw(scene, { trackOf, stateOf, isPaired, alone: [title, words] }) {
    const focused = this.#place.contains(document.activeElement) ? document.activeElement : null;
    LAYOUTS.forEach((name) => this.#place.classList.toggle(`tiles--${name}`, name === scene.layout));
    SIZES.forEach((name) => this.#place.classList.toggle(`tiles--${name}`, name === scene.size));
    write(this.#alone.querySelector("[data-alone-title]"), word(title));
    write(this.#alone.querySelector("[data-alone-words]"), word(words));
    const figures = scene.tiles.map((tile) => this.#figure(tile));
    this.#forget(new Set(scene.tiles.map((tile) => tile.key)));
    this.#arrange(scene, figures);
    scene.tiles.forEach((tile, index) => this.#dress(figures[index], tile, scene, { trackOf, stateOf, isPaired }));
    if (focused) {
      (focused.isConnected ? focused : document.getElementById("controls")).focus({ preventScroll: true });
    }
  }

  /** The video that somebody wants in a window of its own: the large one, else the first of another. */
  best(scene) {
    const tile = scene.tiles.find((one) => one.key === scene.large) ?? scene.tiles.find((one) => !one.isMine);
    return tile && this.#figures.get(tile.key)?.querySelector("video:not([hidden])");
  }

  #figure(tile) {
    if (!this.#figures.has(tile.key)) {
      const figure = copy("lesson-tile");
      figure.addEventListener("click", (event) => this.#pressed(event.target.closest("[data-do]")?.dataset.do, figure));
      this.#figures.set(tile.key, figure);
    }
    return this.#figures.get(tile.key);
  }

  #forget(keys) {
    for (const [key, figure] of this.#figures) {
      if (!keys.has(key)) {
        figure.querySelector("video").srcObject = null;
        figure.remove();
        this.#figures.delete(key);
      }
    }
  }

  #arrange(scene, figures) {
    const large = scene.large ? this.#figures.get(scene.large) : null;
    const first = scene.isAlone && !large ? [this.#alone] : [];
    this.#alone.remove();
    if (large) {
      lay(this.#strip, figures.filter((figure) => figure !== large));
      lay(this.#place, [large, this.#strip]);
    } else {
      this.#strip.remove();
      lay(this.#place, [...first, ...figures]);
    }
  }

  #dress(figure, tile, scene, { trackOf, stateOf, isPaired }) {
    figure.tile = tile;
    const track = trackOf(tile);
    const isFace = tile.kind === "face";
    figure.classList.toggle("tile--me", tile.isMine && isFace && scene.large !== tile.key);
    figure.classList.toggle("tile--them", !tile.isMine);
    figure.classList.toggle("tile--hands", tile.kind === "hands");
    figure.classList.toggle("tile--screen", tile.kind === "screen");
    figure.classList.toggle("tile--large", scene.large === tile.key);
    figure.classList.toggle("tile--hand", isFace && Boolean(tile.owner.state?.hand));
    play(figure.querySelector("video"), track);
    this.#turn(figure, tile);
    this.#name(figure, tile);
    this.#words(figure, tile, { hasTrack: Boolean(track), state: stateOf(tile.from), isPaired: isPaired(tile.from) });
    this.#buttons(figure, tile, scene);
  }

  #name(figure, tile) {
    const { owner, kind } = tile;
    const name = owner.display_name ?? "";
    write(figure.querySelector("[data-who]"), kind === "face" ? name : word(`tile-${kind}`, { name }));
    write(figure.querySelector("[data-initials]"), initials(name));
    figure.querySelector("[data-you]").hidden = !tile.isMine;
    figure.querySelector("[data-dot]").classList.toggle("dot--guest", !owner.is_host);
    const isFace = kind === "face";
    const marks = { muted: isFace && !owner.state?.mic, cam: isFace && !owner.state?.cam, hand: isFace && owner.state?.hand };
    Object.entries(marks).forEach(([mark, isOn]) => (figure.querySelector(`[data-mark="${mark}"]`).hidden = !isOn));
    figure.querySelector("video").setAttribute("aria-label", word(`label-${kind}`, { name }));
  }

  #words(figure, tile, given) {
    const empty = blank(tile, given);
    figure.querySelector("[data-blank]").hidden = !empty;
    write(figure.querySelector("[data-blank-words]"), empty ? word(empty) : "");
    const over = cover(tile, given.state);
    figure.querySelector("[data-away]").hidden = !over;
    write(figure.querySelector("[data-away]"), over ? word(over) : "");
  }

  #buttons(figure, tile, scene) {
    const name = figure.querySelector("[data-who]").textContent;
    const isHands = tile.kind === "hands";
    const can = { mirror: isHands, turn: isHands, large: !tile.isMine && (scene.tiles.length > 2 || Boolean(scene.large)) };
    Object.entries(can).forEach(([order, isShown]) => {
      const button = figure.querySelector(`[data-do="${order}"]`);
      button.hidden = !isShown;
      button.setAttribute("aria-label", word(`do-${order}`, { name }));
      button.title = word(`do-${order}`, { name });
    });
    figure.querySelector('[data-do="large"]').setAttribute("aria-pressed", String(scene.large === tile.key));
  }

  #pressed(order, figure) {
    if (order === "large") {
      this.pin(figure.tile.key);
    } else if (order) {
      const view = this.#view(figure.tile);
      this.#views[this.#viewKey(figure.tile)] = { ...view, [order]: !view[order] };
      remember(this.#views);
      this.#turn(figure, figure.tile);
    }
  }

  /** By person, not by peer: a view outlives the lesson. */
  #viewKey(tile) {
    return `${this.#slug}/${tile.isMine ? "" : tile.owner.display_name}`;
  }

  #view(tile) {
    return this.#views[this.#viewKey(tile)] ?? { mirror: false, turn: false };
  }

  #turn(figure, tile) {
    const view = tile.kind === "hands" ? this.#view(tile) : { mirror: tile.isMine && tile.kind === "face", turn: false };
    const video = figure.querySelector("video");
    video.classList.toggle("is-mirrored", view.mirror);
    video.classList.toggle("is-turned", view.turn);
    figure.querySelector('[data-do="mirror"]').setAttribute("aria-pressed", String(view.mirror));
    figure.querySelector('[data-do="turn"]').setAttribute("aria-pressed", String(view.turn));
  }
}

/** Puts the elements into the place in this order, and moves none that is right already. */
function lay(place, elements) {
  let next = place.firstElementChild;
  for (const element of elements) {
    if (element === next) {
      next = next.nextElementSibling;
      continue;
    }
    place.insertBefore(element, next);
    // Whatever moves in the page has stopped.
    element.querySelectorAll("video").forEach((video) => video.srcObject && video.play().catch(() => {}));
  }
}

function play(video, track) {
  const shown = video.srcObject?.getTracks()[0] ?? null;
  video.hidden = !track;
  if (shown !== (track ?? null)) {
    video.srcObject = track ? new MediaStream([track]) : null;
    track && video.play().catch(() => {});
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(VIEWS)) ?? {};
  } catch {
    return {};
  }
}

function remember(views) {
  try {
    localStorage.setItem(VIEWS, JSON.stringify(views));
  } catch {
    // Private windows may refuse: the view then lasts as long as the page.
  }
}
