/** The pages around a lesson: on the way in, in the lobby, on another device, and after the end. */

import { word, write } from "./words.js";

const LEFT = 1000;
const BY_CODE = { 4401: "signed-out", 4404: "no-room", 4409: "moved", 4400: "outdated" };
const BY_ERROR = {
  denied: "denied", removed: "removed", banned: "removed", room_full: "full", not_open_yet: "not-open-yet", not_joined: "not-joined",
  unsupported_version: "outdated",
};
const BY_REASON = { host_ended: "ended", host_absent: "host-absent", idle: "idle", expired: "expired", staff_closed: "staff-closed" };
// Closed: hosts may open it again; for everybody else the room's page says what is so now.
const CLOSED = new Set(["ended", "host-absent", "idle", "expired", "staff-closed"]);
// Where going in again may help.
const AGAIN = new Set(["left", "moved", "denied", "removed", "full", "not-open-yet", "outdated", "signed-out", "not-joined", "lost", "not-allowed"]);

/** Why it is over, as the key of words: from the close code, the last error and the room's reason. */
export function ending({ code, error, reason }) {
  if (reason || code === 4410) {
    return BY_REASON[reason] ?? "ended";
  }
  if (code === LEFT) {
    return "left";
  }
  // An error of long ago explains no other end.
  return BY_CODE[code] ?? (code === 4403 ? BY_ERROR[error] ?? "not-allowed" : "lost");
}

// The close that follows says it better.
const LAST = new Set([...Object.keys(BY_ERROR).filter((code) => code !== "room_full"), "not_signed_in", "no_such_room", "second_factor", "as_somebody_else"]);

/** Whether nothing comes after an error of this code but the end. */
export function isLastWord(code) {
  return LAST.has(code);
}

export class Doors {
  #root;
  current = null;

  /** `deeds`: "leave", "move", "camera". */
  constructor(root, deeds) {
    this.#root = root;
    root.addEventListener("click", (event) => deeds[event.target.closest("[data-door]")?.dataset.door]?.());
  }

  /** Shows one view; the focus goes to its title, so that it is read out and the keyboard starts there. */
  show(name) {
    if (this.current === name) {
      return;
    }
    this.current = name;
    this.#root.hidden = false;
    this.#root.classList.toggle("lesson--door", name !== "lesson");
    document.body.classList.toggle("in-lesson", name === "lesson");
    document.body.classList.add("is-inside");
    this.#root.querySelectorAll("[data-view]").forEach((view) => (view.hidden = view.dataset.view !== name));
    this.#root.querySelector(`[data-view="${name}"] h1`).focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /** `face`: my camera's picture, or nothing. */
  waiting(reason, host, face) {
    this.show("waiting");
    const video = this.#root.querySelector("[data-waiting-me]");
    // An empty box says nothing.
    video.parentElement.hidden = !face;
    if (!video.srcObject && face) {
      video.srcObject = new MediaStream([face]);
    }
    write(this.#root.querySelector("[data-waiting-words]"), word(`waiting-${reason}`, { host }));
  }

  over(key, canReopen) {
    write(this.#root.querySelector("[data-over-title]"), word(`over-${key}`));
    write(this.#root.querySelector("[data-over-words]"), word(`over-${key}-words`));
    const seen = { again: AGAIN.has(key), reopen: !AGAIN.has(key) && canReopen, retry: CLOSED.has(key) && !canReopen };
    Object.entries(seen).forEach(([name, isSeen]) => (this.#root.querySelector(`[data-over="${name}"]`).hidden = !isSeen));
    this.show("over");
  }
}
