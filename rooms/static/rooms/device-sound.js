/** The card of sound: the level while somebody plays, and what the browser made of our wishes. */

import { tell } from "./device-picture.js";
import { chord, lit, Meter, word } from "./meter.js";
import { readout } from "./readout.js";
import { trouble } from "./trouble.js";
import { write } from "./words.js";

// The lamps run with the sound; words that did would be unreadable.
const WORDS_EVERY = 10;
// So long a microphone may hear nothing before we ask whether it is the right one.
const SILENCE = 100;
const [LAMPS, HOT] = [16, 13];

export class Sound {
  #root;
  #words;
  #heard;
  #meter = null;
  #track = null;
  #turns = 0;
  #peak = "";

  /** `heard` is called when the word for the level changes. */
  constructor(root, words, heard) {
    [this.#root, this.#words, this.#heard] = [root, words, heard];
    const lamps = Array.from({ length: LAMPS }, () => document.createElement("i"));
    root.querySelector("[data-meter]").replaceChildren(...lamps);
    const wake = () => this.#meter?.wake();
    ["pointerdown", "keydown"].forEach((type) => root.addEventListener(type, wake));
    const button = root.querySelector("[data-chord]");
    button.addEventListener("click", () => this.#play(button));
  }

  /** Draws the card, and returns the state of the check. */
  draw({ media, choices, notes, agent }) {
    const track = media?.audio ?? null;
    this.#follow(track);
    this.#root.querySelector("[data-loudness]").hidden = !track;
    const asked = { mode: choices.mode, speakers: choices.listen === "speakers" };
    const lines = track ? readout(asked, track.getSettings()) : [];
    this.#read(lines);
    const isOff = choices.microphone === "off";
    const isBad = media && !track && !isOff;
    tell(this.#root, "sound", notes.audio ?? (isBad ? this.#words.say(trouble(media.troubles.audio, "microphone", agent)) : ""));
    if (isOff || isBad) {
      return isOff ? "off" : "bad";
    }
    return track ? this.#judged(lines) : "ask";
  }

  stop() {
    this.#follow(null);
  }

  #judged(lines) {
    const isWeak = lines.some((line) => !line.isGood) || this.#peak === "loud" || this.#peak === "nothing";
    return isWeak ? "weak" : "ok";
  }

  #follow(track) {
    if (track === this.#track) {
      return;
    }
    this.#meter?.stop();
    [this.#track, this.#turns, this.#peak] = [track, 0, ""];
    this.#meter = track && new Meter(track, (level) => this.#show(level));
  }

  #show({ level, peak }) {
    const lamps = [...this.#root.querySelectorAll("[data-meter] i")];
    const count = lit(level, lamps.length);
    lamps.forEach((lamp, index) => {
      lamp.classList.toggle("is-on", index < count && index < HOT);
      lamp.classList.toggle("is-hot", index < count && index >= HOT);
    });
    if (this.#turns % WORDS_EVERY === 0) {
      this.#say(Math.round(peak));
    }
    this.#turns += 1;
  }

  #say(level) {
    const name = word(level);
    write(this.#root.querySelector("[data-level-words]"), this.#words.say(`level_${name}`, { level }));
    const meter = this.#root.querySelector("[data-meter]");
    meter.setAttribute("aria-valuenow", level);
    meter.setAttribute("aria-valuetext", this.#words.say(`meter_${name}`, { level }));
    const settled = name === "nothing" && this.#turns < SILENCE ? "" : name;
    if (settled !== this.#peak) {
      this.#peak = settled;
      this.#heard();
    }
  }

  #read(lines) {
    const items = lines.map(({ name, isGood, values }) => {
      const [item, text] = [document.createElement("li"), document.createElement("span")];
      item.classList.toggle("is-weak", !isGood);
      text.textContent = this.#words.say(name, values);
      item.append(this.#words.mark(isGood ? "ok" : "weak"), text);
      return item;
    });
    this.#root.querySelector("[data-readout]").replaceChildren(...items);
  }

  async #play(button) {
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    await chord().catch(() => {});
    button.setAttribute("aria-busy", "false");
  }
}
