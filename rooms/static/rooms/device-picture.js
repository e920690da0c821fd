/** The cards' pictures: one's own face, and the camera above the hands. */

import { trouble } from "./trouble.js";

function show(video, track) {
  const [shown] = video.srcObject?.getTracks() ?? [];
  if (shown !== track) {
    video.srcObject = track ? new MediaStream([track]) : null;
  }
  video.hidden = !track;
}

/** Draws what the camera gives, and returns the state of the check. */
export function drawPicture({ root, words, media, choices, notes, agent }) {
  const [face, hands] = ["face", "hands"].map((slot) => media?.[slot] ?? null);
  show(root.querySelector('[data-view="face"]'), face);
  show(root.querySelector('[data-view="hands"]'), hands);
  const state = stateOf(media, face, choices);
  root.querySelector("[data-blank]").hidden = Boolean(face);
  root.querySelector("[data-blank-words]").textContent = words.say({ off: "blank_off", bad: "blank_trouble" }[state] ?? "blank_ask");
  const { troubles = {} } = media ?? {};
  tell(root, "picture", notes.face ?? (state === "bad" ? words.say(trouble(troubles.face, "camera", agent)) : ""));
  tell(root, "hands", notes.hands ?? (troubles.hands ? words.say(trouble(troubles.hands, "camera", agent)) : ""));
  return state;
}

function stateOf(media, face, choices) {
  if (choices.camera === "off") {
    return "off";
  }
  return face ? "ok" : media ? "bad" : "ask";
}

/** Shows or hides the sentence that helps with a card's device. */
export function tell(root, kind, text) {
  const place = root.querySelector(`[data-trouble="${kind}"]`);
  place.hidden = !text;
  place.querySelector("[data-trouble-words]").textContent = text;
}
