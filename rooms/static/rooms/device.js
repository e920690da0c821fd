/**
 * The device page before the lesson. The button at its end is the gesture that starts everything: it sends `room:enter` to
 * #room with {media, choices, name} and hides the page, which from then on neither listens nor measures.
 */

import { load, save } from "./choices.js";
import { Code } from "./device-code.js";
import { fill, remembered } from "./device-lists.js";
import { Network, socketAddress } from "./device-network.js";
import { drawPicture } from "./device-picture.js";
import { Sound } from "./device-sound.js";
import { summary, Words } from "./device-words.js";
import { devices, open } from "./media.js";
import { interrupted } from "./returning.js";
import { obstacle } from "./trouble.js";
import { write } from "./words.js";

const DEVICES = ["camera", "microphone"];
const SLOTS = { camera: "face", microphone: "audio", hands: "hands" };
const RETRIES = { picture: "camera", sound: "microphone", hands: "hands" };

/** Whether the browser would open the chosen devices without asking. */
async function isAllowed(choices) {
  const names = DEVICES.filter((name) => choices[name] !== "off");
  try {
    const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return names.length > 0 && answers.every((answer) => answer.state === "granted");
  } catch {
    // Firefox and older browsers know no such question.
    return false;
  }
}

/** The page; `tools` replaces the network's measuring in tests. */
export class DevicePage {
  media = null;
  notes = {};
  agent = navigator.userAgent;
  choices = load();
  #states = { picture: "ask", sound: "ask", network: "wait" };
  #starting = null;
  #isWarned = false;
  #isInside = false;
  #isObserver;

  constructor(root, room, tools = {}) {
    [this.root, this.room] = [root, room];
    this.stay = interrupted(room.dataset.slug);
    this.#isObserver = room.dataset.role === "observer";
    this.#settle();
    this.words = new Words(root);
    this.sound = new Sound(root, this.words, () => this.draw());
    this.code = new Code(this.#find("[data-phone]"));
    const addresses = { socket: socketAddress(room.dataset.socket), ice: root.dataset.ice };
    this.network = new Network(root, this.words, () => this.draw(), addresses, tools);
    this.#listen();
  }

  /** Shows what is in the way, measures the network, and opens what the browser already allows. */
  async begin() {
    this.obstacle = this.#met(obstacle(globalThis, this.agent));
    this.#showObstacle();
    this.#tick();
    this.#showStay();
    if (!this.obstacle.name && (await this.#goesBack())) {
      return;
    }
    this.#find("[data-checks]").hidden = false;
    this.draw();
    const measured = this.obstacle.isBarred ? null : this.network.measure();
    if (!this.obstacle.name) {
      const isAllowedAlready = await isAllowed(this.choices);
      this.#find("[data-turn-on]").hidden = isAllowedAlready;
      await (isAllowedAlready ? this.start() : this.#list());
    }
    await measured;
  }

  /** Opens camera and microphone once, whoever asks first. */
  start() {
    this.#starting ??= this.#open();
    return this.#starting;
  }

  /** Draws all cards from what is so now. */
  draw() {
    if (this.#isInside) {
      return;
    }
    const before = { ...this.#states };
    this.#states = { picture: drawPicture(this), sound: this.sound.draw(this), network: this.network.state };
    this.code.show(this.choices.hands === "phone");
    for (const [check, state] of Object.entries(this.#states)) {
      this.words.badge(this.#find(`[data-check="${check}"] [data-badge]`), state);
    }
    const isMissed = this.#isWarned && this.media && this.#isDeaf();
    const { name, more, values } = isMissed ? { name: "not_on", more: "still" } : summary(this.#states, this.obstacle?.isBarred);
    write(this.#find("[data-summary]"), this.words.say(name, values));
    write(this.#find("[data-summary-more]"), more && this.words.say(more));
    this.#announce(before);
  }

  /** The way in. Whoever has neither camera nor microphone is told once, and goes in with the second press. */
  async enter() {
    const button = this.#find("[data-enter]");
    if (button.getAttribute("aria-busy") === "true" || this.obstacle.isBarred || !this.#hasName()) {
      return;
    }
    this.#busy(button, true);
    await this.start();
    await this.#asBefore();
    await this.#againIfAllowed();
    // A microphone that is just being opened anew would be missing in the room.
    await this.media.settled();
    this.#busy(button, false);
    if (this.#isDeaf() && !this.#isWarned) {
      this.#isWarned = true;
      write(this.#find("[data-enter-words]"), this.words.say("enter_without"));
      this.draw();
      write(this.#find("[data-device-said]"), this.words.say("not_on"));
      this.#find('[data-trouble="picture"]').scrollIntoView({ block: "center" });
      return;
    }
    this.#keep();
    this.#isInside = true;
    this.sound.stop();
    this.code.show(false);
    this.root.hidden = true;
    const detail = { media: this.media, choices: { ...this.choices }, name: this.choices.name, hand: Boolean(this.stay?.hand) };
    this.room.dispatchEvent(new CustomEvent("room:enter", { detail }));
  }

  /** Without a camera one can watch. */
  #met(obstacle) {
    return this.#isObserver && !obstacle.isBarred ? { name: "", isBarred: false } : obstacle;
  }

  /** Whoever only watches needs no device. */
  #settle() {
    if (this.#isObserver) {
      Object.assign(this.choices, { camera: "off", microphone: "off", hands: "off" });
    }
  }

  /** A lesson that was interrupted goes on, and is not prepared once more. */
  #showStay() {
    if (this.stay) {
      write(this.#find("[data-device-title]"), this.words.say("going_on"));
      write(this.#find("[data-device-lede]"), this.words.say("going_on_more"));
      write(this.#find("[data-enter-words]"), this.words.say(this.#way()));
    }
  }

  /** Straight in after a reload, while the others wait for whoever was inside; not where the browser would ask first. */
  async #goesBack() {
    if (!this.stay?.isLive || !(this.#isObserver || (await isAllowed(this.choices)))) {
      return false;
    }
    await this.enter();
    return this.#isInside;
  }

  /** What was off before the reload must not be heard or seen now. */
  async #asBefore() {
    if (this.stay && !this.#isWarned) {
      await this.media.set("audio", this.stay.mic);
      await (this.stay.cam || this.media.set("face", false));
    }
  }

  #way() {
    return this.#isWarned ? "enter_without" : this.stay ? "back" : "enter";
  }

  async #open() {
    const { camera, microphone, hands, listen, mode } = this.choices;
    this.#find("[data-turn-on]").hidden = true;
    this.media = await open({ camera, microphone, hands, mode, speakers: listen === "speakers" });
    for (const type of ["track", "switched", "lost", "silenced", "devices"]) {
      this.media.addEventListener(type, ({ detail }) => this.#heard(type, detail));
    }
    await this.#list();
    await this.#recall();
    this.draw();
  }

  /** Devices chosen last time that have a new id, and the second camera, which is opened last. */
  async #recall() {
    const { cameras, microphones } = await devices();
    const lists = { camera: cameras, microphone: microphones, hands: cameras };
    for (const [name, list] of Object.entries(lists)) {
      const [before, now] = [this.choices[name], remembered(this.choices, name, list)];
      this.choices[name] = now;
      const isDevice = !["", "off", "phone"].includes(now);
      if (isDevice && (name === "hands" || now !== before)) {
        await this.media.use(SLOTS[name], now);
      }
    }
    await this.#list();
  }

  async #list() {
    const { cameras, microphones } = await devices();
    const others = cameras.filter((one) => one.id !== this.media?.face?.getSettings().deviceId);
    const lists = { camera: cameras, microphone: microphones, hands: others };
    for (const [name, list] of Object.entries(lists)) {
      const named = (number) => this.words.say(name === "microphone" ? "device_microphone" : "device_camera", { number });
      fill(this.#choice(name), list, named, remembered(this.choices, name, list));
    }
  }

  #listen() {
    this.root.querySelectorAll("[data-choice]").forEach((field) => field.addEventListener("change", () => this.#chose(field)));
    this.root.querySelectorAll("[data-retry]").forEach((button) => {
      button.addEventListener("click", () => this.#retry(RETRIES[button.dataset.retry]));
    });
    this.#find("[data-turn-on]").addEventListener("click", () => this.start());
    this.#find("[data-enter-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enter();
    });
  }

  async #chose(field) {
    const { choice } = field.dataset;
    this.choices[choice] = field.value;
    this.choices.labels[choice] = field.selectedOptions?.[0].text ?? "";
    delete this.notes[SLOTS[choice]];
    this.#keep();
    if (choice === "listen") {
      await this.media?.setSpeakers(field.value === "speakers");
    } else if (choice === "mode") {
      await this.media?.setMode(field.value);
    } else {
      await this.#use(choice);
    }
    this.draw();
  }

  /** A second camera is asked for by choosing it; the others wait for the page's own question. */
  async #use(choice) {
    const value = this.choices[choice];
    const isSecond = choice === "hands" && value !== "off" && value !== "phone";
    if (isSecond && !this.media) {
      await this.start();
    } else {
      await this.media?.use(SLOTS[choice], value === "phone" ? "off" : value);
    }
    await this.#list();
  }

  async #retry(choice) {
    delete this.notes[SLOTS[choice]];
    await (this.media ? this.media.use(SLOTS[choice], this.choices[choice]) : this.start());
    await this.#list();
    this.draw();
  }

  async #heard(type, detail) {
    if (this.#isInside) {
      return;
    }
    if (type === "devices") {
      await this.#came();
    } else if (type === "switched") {
      this.#note(detail.slot, this.words.say("switched", detail));
    } else if (type === "silenced" && detail.slot === "audio") {
      this.#note("audio", detail.is_silenced ? this.words.say("silenced") : null);
    } else if (type === "lost" && detail.slot === "hands") {
      this.#note("hands", this.words.say("unplugged", { label: this.choices.labels.hands }));
    }
    this.draw();
  }

  /** A device that was missed is taken as soon as it is connected. */
  async #came() {
    const missed = Object.entries(SLOTS).filter(([, slot]) => this.media.troubles[slot]?.name === "NotFoundError");
    for (const [choice, slot] of missed) {
      await this.media.use(slot, this.choices[choice]);
    }
    await this.#list();
  }

  #note(slot, text) {
    this.notes = { ...this.notes, [slot]: text ?? undefined };
    text && write(this.#find("[data-device-said]"), text);
  }

  #announce(before) {
    const turned = (check, state) => this.#states[check] === state && before[check] !== state;
    const news = [
      ["said_camera", turned("picture", "ok")],
      ["said_microphone", turned("sound", "ok")],
      ["said_network_good", turned("network", "ok")],
    ].filter(([, isNew]) => isNew);
    if (news.length > 0) {
      write(this.#find("[data-device-said]"), news.map(([name]) => this.words.say(name)).join(". "));
    }
  }

  #showObstacle() {
    const { name, isBarred } = this.obstacle;
    this.#find("[data-obstacle]").hidden = !name;
    this.#find("[data-obstacle-words]").textContent = name && this.words.say(name);
    this.#find("[data-obstacle-address]").hidden = !name || name === "insecure";
    this.#find("[data-enter]").setAttribute("aria-disabled", isBarred);
    if (name && !isBarred) {
      this.#isWarned = true;
      write(this.#find("[data-enter-words]"), this.words.say("enter_without"));
    }
  }

  /** Marks what was chosen last time. */
  #tick() {
    for (const name of ["listen", "mode"]) {
      this.#find(`[data-choice="${name}"][value="${this.choices[name]}"]`).checked = true;
    }
    const field = this.#find("[data-name]");
    if (field && this.choices.name) {
      field.value = this.choices.name;
    }
  }

  #hasName() {
    const field = this.#find("[data-name]");
    this.choices.name = field ? field.value.trim() : "";
    const isMissing = Boolean(field) && !this.choices.name;
    if (field) {
      this.#find("[data-name-error]").hidden = !isMissing;
      field.setAttribute("aria-invalid", isMissing);
      isMissing && field.focus();
    }
    return !isMissing;
  }

  #isDeaf() {
    const { stay, choices } = this;
    const isWanted = (choices.camera !== "off" && stay?.cam !== false) || (choices.microphone !== "off" && stay?.mic !== false);
    return isWanted && !this.media.audio && !this.media.face;
  }

  /** Whoever has allowed it after all is not sent in without. */
  async #againIfAllowed() {
    if (this.#isDeaf() && this.#isWarned && (await isAllowed(this.choices))) {
      await this.media.use("audio", this.choices.microphone);
      await this.media.use("face", this.choices.camera);
    }
  }

  #busy(button, isBusy) {
    button.setAttribute("aria-busy", isBusy);
    write(this.#find("[data-enter-words]"), this.words.say(isBusy ? "entering" : this.#way()));
  }

  #keep() {
    const { camera, microphone, hands } = load();
    save(this.#isObserver ? { ...this.choices, camera, microphone, hands } : this.choices);
  }

  #choice(name) {
    return this.#find(`[data-choice="${name}"]`);
  }

  #find(selector) {
    return this.root.querySelector(selector);
  }
}

const root = document.querySelector("[data-device]");
if (root) {
  const begin = () => new DevicePage(root, document.getElementById("room")).begin();
  // The button must not be pressed before room.js listens, which is loaded after this module.
  document.readyState === "complete" ? begin() : document.addEventListener("DOMContentLoaded", begin, { once: true });
}
