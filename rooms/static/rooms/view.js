/** Draws the lesson as it is now: pictures, people, who waits, what is in the way; once for everything that came together. */

import { trouble, troubled } from "./banner.js";
import * as lamp from "./lamp.js";
import { lasting } from "./notice.js";
import { scene } from "./scene.js";
import { can } from "./screen.js";
import { alone } from "./tiles-words.js";
import { word, write } from "./words.js";

export class View {
  #root;
  #stay;
  #parts;
  #wiring;
  #invite;
  #pinned = null;
  #scene = null;
  #isDue = false;
  #isOver = false;

  /** `parts`: those of the lesson, by name; `wiring()`: {paired, status} as they are; `invite`: the link that a host sends. */
  constructor(root, { stay, parts, wiring, invite }) {
    this.#root = root;
    this.#stay = stay;
    this.#parts = parts;
    this.#wiring = wiring;
    this.#invite = invite;
  }

  /** The video that somebody wants in a window of its own. */
  get best() {
    return this.#parts.tiles.best(this.#scene);
  }

  /** A press on the large picture: kept large by choice, or no longer. */
  pin(key) {
    this.#pinned = this.#scene?.large === key ? (this.#pinned === key ? null : "") : key;
    this.due();
  }

  /** Something has changed. */
  due() {
    if (!this.#isDue && !this.#isOver) {
      this.#isDue = true;
      queueMicrotask(() => {
        this.#isDue = false;
        this.#isOver || this.#draw();
      });
    }
  }

  stop() {
    this.#isOver = true;
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  #draw() {
    const [stay, { doors, lobby, people, notice, chat, seen }] = [this.#stay, this.#parts];
    if (doors.current !== "lesson" || !stay.mine) {
      return;
    }
    this.#root.classList.toggle("lesson--host", stay.isHost);
    this.#root.classList.toggle("lesson--camera", stay.isCamera);
    this.#root.classList.toggle("lesson--class", stay.room.kind === "class");
    this.#root.classList.toggle("lesson--pair", stay.room.kind !== "class");
    write(this.#part("title"), stay.room.title);
    this.#part("locked").hidden = !stay.room.locked;
    this.#drawTiles();
    lobby.draw(stay.isHost ? stay.waiting : [], stay.isHost ? stay.moreWaiting : 0);
    people.draw(stay, (id) => seen.state(id) === "connected");
    notice.keep(lasting(stay, this.#scene.isAlone).map((key) => word(key)), stay.state.hand);
    chat.draw();
    this.#drawCounts();
    this.#drawNetwork();
  }

  #drawTiles() {
    const [stay, { tiles, own, seen, controls }, { paired }] = [this.#stay, this.#parts, this.#wiring()];
    const isPaired = (id) => id === stay.me || paired.has(id);
    const live = (peer, slot) => Boolean(seen.track(peer, slot));
    this.#scene = scene({ stay, live, paired: isPaired, mine: own.pictures, pinned: this.#pinned });
    const trackOf = (tile) => (tile.isMine ? own.track(tile.kind) : this.#shown(tile));
    tiles.draw(this.#scene, { trackOf, isPaired, stateOf: (id) => seen.state(id), alone: alone(stay) });
    controls.show("link", stay.isHost && Boolean(this.#invite));
    controls.show("picture", can.picture(this.best) && !this.#scene.isAlone);
    controls.show("full", can.full());
  }

  /** A camera that is off sends black pictures at most. */
  #shown(tile) {
    const isOff = tile.kind === "face" && tile.owner.state?.cam === false;
    return isOff ? null : this.#parts.seen.track(tile.from, tile.slot);
  }

  #drawCounts() {
    const [stay, { controls, chat }] = [this.#stay, this.#parts];
    controls.count("chat", chat.unread, word("unread"));
    controls.count("people", stay.isHost ? stay.waiting.length + stay.moreWaiting : 0, word("waiting-count"));
  }

  #drawNetwork() {
    const [stay, { seen, banner }, { paired, status }] = [this.#stay, this.#parts, this.#wiring()];
    const people = stay.others.filter((peer) => paired.has(peer.id)).map((peer) => {
      const name = stay.owner(peer).display_name;
      return { key: peer.id, peer, name: peer.camera ? word("tile-hands", { name }) : name, ...seen.of(peer.id) };
    });
    lamp.draw(this.#root, people, status.state === "open");
    banner.draw(trouble({ status, ...troubled(people), now: Date.now() }));
  }
}
