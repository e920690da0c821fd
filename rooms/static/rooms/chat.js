/** Text beside the lesson: to all or to one; a line counts as sent once the server has said it back. */

import { clock, word, write } from "./words.js";

const MOST_BYTES = 4096;
const MOST_LINES = 500;

/** Why this text cannot be sent, as the key of a word, or null. */
export function fault(text) {
  return new TextEncoder().encode(text).length > MOST_BYTES ? "chat-too-long" : null;
}

/** A line break is Shift+Enter; a composing keyboard ends a word with Enter. */
export function isSending(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

export class Chat {
  #root;
  #send;
  #stay;
  #lines = new Map();
  unread = 0;

  /** `send(frame)` gives back the frame's id. */
  constructor(root, stay, send) {
    this.#root = root;
    this.#stay = stay;
    this.#send = send;
    const form = this.#part("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#part("text").addEventListener("keydown", (event) => {
      if (isSending(event)) {
        event.preventDefault();
        this.#submit();
      }
    });
  }

  #part(name) {
    return this.#root.querySelector(`[data-chat-${name}]`);
  }

  /** The people one can write to. */
  draw() {
    const isReader = this.#stay.you.role === "observer";
    this.#part("form").hidden = isReader;
    this.#part("readers").hidden = !isReader;
    const select = this.#part("to");
    const chosen = select.value;
    const people = this.#stay.others.filter((peer) => !peer.camera && !peer.lost_at);
    const options = people.map((peer) => new Option(peer.display_name, peer.id, false, peer.id === chosen));
    if (options.map((one) => one.value + one.text).join() !== [...select.options].slice(1).map((one) => one.value + one.text).join()) {
      select.replaceChildren(select.options[0], ...options);
      select.value = people.some((peer) => peer.id === chosen) ? chosen : "";
    }
  }

  /** Turns to one person. */
  writeTo(peer) {
    this.draw();
    this.#part("to").value = peer;
    this.#part("text").focus();
  }

  #submit() {
    const field = this.#part("text");
    const text = field.value.trim();
    const problem = text && fault(text);
    this.#complain(problem);
    if (!text || problem) {
      field.focus();
      return;
    }
    const to = this.#part("to").value || undefined;
    const id = this.#send({ type: "chat", text, ...(to && { to }) });
    this.#add({ id, from: this.#stay.me, to, text }, true);
    field.value = "";
    field.focus();
  }

  #complain(key) {
    const place = this.#part("error");
    place.hidden = !key;
    write(place, key ? word(key) : "");
    this.#part("text").setAttribute("aria-invalid", String(Boolean(key)));
  }

  /** A chat frame; `isSeen`: the panel is open. What to say to a screen reader, or nothing. */
  heard(frame, isSeen) {
    const known = this.#lines.get(frame.id);
    if (known) {
      known.classList.remove("chat__line--wait");
      return "";
    }
    this.#add(frame, false);
    const isMine = frame.from === this.#stay.me;
    this.unread += isSeen || isMine ? 0 : 1;
    return isMine ? "" : word(frame.to ? "chat-from-private" : "chat-from", { name: this.#name(frame.from), text: frame.text });
  }

  /** The server refused the line. True if it was one of ours. */
  refused(ref) {
    const line = this.#lines.get(ref);
    if (line) {
      line.querySelector(".chat__head").append(` · ${word("chat-not-sent")}`);
    }
    return Boolean(line);
  }

  #name(id) {
    return id === this.#stay.me ? word("you") : this.#stay.owner(this.#stay.peers.get(id))?.display_name ?? word("somebody");
  }

  #add(frame, isWaiting) {
    const line = document.createElement("li");
    line.className = "chat__line";
    line.classList.toggle("chat__line--mine", frame.from === this.#stay.me);
    line.classList.toggle("chat__line--wait", isWaiting);
    const head = document.createElement("p");
    head.className = "chat__head";
    const at = clock(new Date(frame.at ?? Date.now()));
    head.textContent = frame.to ? `${word("chat-to-one", { from: this.#name(frame.from), to: this.#name(frame.to) })} · ${at}` : `${this.#name(frame.from)} · ${at}`;
    const text = document.createElement("p");
    text.className = "chat__text";
    text.textContent = frame.text;
    line.append(head, text);
    this.#keep(frame.id, line);
  }

  #keep(id, line) {
    const list = this.#part("lines");
    const box = list.parentElement;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    list.append(line);
    this.#lines.set(id, line);
    this.#part("empty").hidden = true;
    if (this.#lines.size > MOST_LINES) {
      const [oldest] = this.#lines.keys();
      this.#lines.get(oldest).remove();
      this.#lines.delete(oldest);
    }
    if (isAtEnd) {
      box.scrollTop = box.scrollHeight;
    }
  }
}
