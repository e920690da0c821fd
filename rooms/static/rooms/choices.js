/** What this browser remembers of the device page: devices by id and name (some browsers give new ids each day), and habits. */

const KEY = "rooms:choices";
const USUAL = {
  camera: "",
  hands: "off",
  microphone: "",
  listen: "headphones",
  mode: "music",
  mirror: true,
  rotate: 0,
  name: "",
  labels: {},
};
const ALLOWED = { listen: ["headphones", "speakers"], mode: ["music", "voice"], rotate: [0, 90, 180, 270] };

function isSound(name, value) {
  return typeof value === typeof USUAL[name] && value !== null && (ALLOWED[name]?.includes(value) ?? true);
}

/** What was chosen last time; what cannot be read counts as not chosen. */
export function load(storage = localStorage) {
  let kept = {};
  try {
    kept = JSON.parse(storage.getItem(KEY)) ?? {};
  } catch {
    // Storage that is closed (private windows) or was written by something else.
  }
  const sound = Object.entries(kept).filter(([name, value]) => name in USUAL && isSound(name, value));
  return { ...USUAL, labels: {}, ...Object.fromEntries(sound) };
}

/** Keeps the choices, where the browser lets us. */
export function save(choices, storage = localStorage) {
  try {
    storage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Nothing is lost but a convenience.
  }
}

/** The device that was meant among those that are there: by id, else by its name; "" (the usual one) if it is gone. */
export function found(list, chosen, label = "") {
  const same = list.find((one) => one.id === chosen) ?? (label && list.find((one) => one.label === label));
  return same ? same.id : "";
}

