/** What the links report, kept for whoever draws: tracks, states, figures, words; each by peer. */

const SOUNDS = new Set(["audio", "screen_audio"]);

export class Seen {
  #tracks = new Map();
  #peers = new Map();

  /** A second camera beside the first device would sound twice. */
  isDeaf = false;

  /** `sounds` plays what is heard; `changed()` is called when something else is known. */
  constructor(sounds, changed) {
    this.sounds = sounds;
    this.changed = changed;
  }

  listen(links) {
    const on = (type, run) => links.addEventListener(type, ({ detail }) => {
      run(detail);
      this.changed();
    });
    on("track", ({ peer, slot, track }) => this.#track(peer, slot, track));
    on("untrack", ({ peer, slot }) => this.#track(peer, slot, null));
    on("state", ({ peer, state }) => this.#know(peer, { state }));
    on("words", ({ peer, words }) => this.#know(peer, { words }));
    on("figures", (figures) => this.#know(figures.peer, { figures }));
  }

  #track(peer, slot, track) {
    if (SOUNDS.has(slot)) {
      this.sounds.set(`${peer}/${slot}`, this.isDeaf ? null : track);
    } else if (track) {
      this.#tracks.set(`${peer}/${slot}`, track);
    } else {
      this.#tracks.delete(`${peer}/${slot}`);
    }
  }

  #know(peer, more) {
    this.#peers.set(peer, { ...this.#peers.get(peer), ...more });
  }

  /** Only these peers have links now. */
  keep(ids) {
    const gone = [...this.#peers.keys()].filter((id) => !ids.has(id));
    gone.forEach((id) => this.drop(id));
  }

  drop(peer) {
    this.#peers.delete(peer);
    [...this.#tracks.keys()].filter((key) => key.startsWith(`${peer}/`)).forEach((key) => this.#tracks.delete(key));
    this.sounds.drop(peer);
  }

  clear() {
    this.#tracks.clear();
    this.#peers.clear();
    this.sounds.clear();
  }

  track(peer, slot) {
    return this.#tracks.get(`${peer}/${slot}`) ?? null;
  }

  state(peer) {
    return this.#peers.get(peer)?.state;
  }

  /** {state, figures, words} of a peer. */
  of(peer) {
    return this.#peers.get(peer) ?? {};
  }
}
