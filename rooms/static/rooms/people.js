/** The list of people, and what a host can do about each of them. */

import { copy, keyed } from "./keyed.js";
import { word, write } from "./words.js";

/** What is said beside a name, as keys of words. */
export function marks(peer, stay, isConnected) {
  return [
    peer.id === stay.me && "mark-you",
    peer.is_host && "mark-host",
    peer.guest && "mark-guest",
    peer.role === "observer" && "mark-observer",
    peer.camera && "mark-camera",
    peer.away && (isConnected ? "mark-away-connected" : "mark-away"),
    peer.state?.hand && "mark-hand",
    !peer.camera && peer.role !== "observer" && !peer.state?.mic && "mark-muted",
    peer.id === stay.room.spotlight && "mark-spotlight",
  ].filter(Boolean);
}

/** Everybody, me first, each with their second cameras behind them. */
export function listed(stay) {
  const all = [...(stay.mine ? [stay.mine] : []), ...stay.others];
  const isBehind = (peer) => peer.camera && stay.owner(peer) !== peer;
  return all.filter((peer) => !isBehind(peer)).flatMap((peer) => [peer, ...all.filter((one) => isBehind(one) && one.of === peer.id)]);
}

/** Which orders make sense for this peer. */
export function orders(peer, stay) {
  // The server knows nothing of whom it has lost.
  if (peer.lost_at) {
    return stay.isHost ? ["remove"] : [];
  }
  const canHear = peer.role !== "observer" && !peer.camera;
  const mine = peer.id === stay.me;
  const all = {
    chat: !mine && !peer.camera && stay.you.role !== "observer",
    mute: stay.isHost && !mine && canHear && Boolean(peer.state?.mic),
    lower: stay.isHost && !mine && Boolean(peer.state?.hand),
    spotlight: stay.isHost && stay.room.kind === "class" && peer.role !== "observer",
    permit: stay.isHost && !mine && canHear && !peer.is_host,
    // Guests have no account that could host.
    cohost: stay.isOwner && !mine && canHear && !peer.is_host && !peer.guest,
    remove: stay.isHost && !mine && !(peer.camera && peer.of === stay.me),
  };
  return Object.keys(all).filter((order) => all[order]);
}

export class People {
  #root;
  #send;
  #write;
  #stay = null;
  #dialog = document.getElementById("lesson-remove");

  /** `send(frame)` to the server; `write(peer)` opens the chat to one. */
  constructor(root, send, writeTo) {
    this.#root = root;
    this.#send = send;
    this.#write = writeTo;
    root.querySelectorAll("[data-people-do]").forEach((button) => button.addEventListener("click", () => this.#forAll(button.dataset.peopleDo)));
    this.#dialog.addEventListener("click", (event) => this.#answered(event.target.closest("[data-remove-do]")?.dataset.removeDo));
  }

  /** `isConnected(peer id)`: do pictures run although the server lost them. */
  draw(stay, isConnected) {
    this.#stay = stay;
    const all = listed(stay).map((peer) => ({ key: peer.id, peer }));
    const lost = keyed(this.#root.querySelector("[data-people]"), all, () => this.#made(), (place, { peer }) => this.#dress(place, peer, isConnected(peer.id)));
    if (lost) {
      document.getElementById("side-title").focus();
    }
    this.#root.querySelectorAll("[data-host-only]").forEach((place) => (place.hidden = !stay.isHost));
    const lock = this.#root.querySelector('[data-people-do="lock"]');
    lock.setAttribute("aria-pressed", String(Boolean(stay.room.locked)));
    const areUp = stay.isHost && stay.others.some((peer) => peer.state?.hand);
    show(this.#root.querySelector('[data-people-do="lower-all"]'), areUp, document.getElementById("side-title"));
  }

  #made() {
    const place = copy("lesson-person");
    place.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.do) {
        this.#order(button.dataset.do, place.dataset.key);
      } else if (button) {
        place.classList.toggle("is-open");
        this.#unfold(place);
      }
    });
    return place;
  }

  #unfold(place) {
    const isOpen = place.classList.contains("is-open");
    place.querySelector("[data-person-do]").hidden = !isOpen;
    place.querySelector("[data-person-more]").setAttribute("aria-expanded", String(isOpen));
  }

  #dress(place, peer, isConnected) {
    const stay = this.#stay;
    const person = stay.owner(peer).display_name;
    const name = peer.camera ? word("tile-hands", { name: person }) : person;
    const possible = orders(peer, stay);
    write(place.querySelector("[data-who]"), name);
    write(place.querySelector("[data-marks]"), marks(peer, stay, isConnected).map((key) => word(key)).join(" · "));
    place.classList.toggle("person--camera", Boolean(peer.camera));
    place.querySelector("[data-dot]").classList.toggle("dot--guest", !peer.is_host);
    const more = place.querySelector("[data-person-more]");
    more.hidden = possible.length === 0;
    more.setAttribute("aria-label", word("more-for", { name }));
    place.querySelectorAll("[data-do]").forEach((button) => show(button, possible.includes(button.dataset.do), more));
    pressed(place, "spotlight", peer.id === stay.room.spotlight);
    pressed(place, "permit", Boolean(peer.permits?.share));
    this.#unfold(place);
  }

  #order(order, id) {
    const peer = this.#stay.peers.get(id);
    if (!peer) {
      return;
    }
    const deeds = {
      chat: () => this.#write(id),
      mute: () => this.#send({ type: "mute", peer: id }),
      lower: () => this.#send({ type: "lower", peer: id }),
      spotlight: () => this.#send({ type: "spotlight", peer: this.#stay.room.spotlight === id ? null : id }),
      permit: () => this.#send({ type: "permit", peer: id, share: !peer.permits?.share }),
      cohost: () => this.#send({ type: "cohost", peer: id }),
      remove: () => this.#ask(peer),
    };
    deeds[order]();
  }

  #ask(peer) {
    this.#dialog.dataset.peer = peer.id;
    write(this.#dialog.querySelector("[data-remove-title]"), word("remove-question", { name: this.#stay.owner(peer).display_name }));
    this.#dialog.showModal();
  }

  #answered(answer) {
    if (!answer) {
      return;
    }
    this.#dialog.close();
    if (answer !== "no") {
      this.#send({ type: "remove", peer: this.#dialog.dataset.peer, ban: answer === "ban" });
    }
  }

  #forAll(order) {
    const frames = {
      lock: { type: "lock", locked: !this.#stay.room.locked },
      "mute-all": { type: "mute", peer: "all" },
      "lower-all": { type: "lower", peer: "all" },
    };
    this.#send(frames[order]);
  }
}

/** What hides under the focus gives it to `next`. */
function show(button, isShown, next) {
  if (!isShown && button === document.activeElement) {
    next.focus();
  }
  button.hidden = !isShown;
}

function pressed(place, name, isOn) {
  place.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(isOn));
}
