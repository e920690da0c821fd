/** What I send: my microphone, cameras and screen, what the others are told about them, and the buttons that say it. */

import { load, save } from "./choices.js";
import { can } from "./screen.js";
import { SLOTS } from "./slots.js";

const [OFF, PHONE] = ["off", "phone"];

export class Own {
  #media;
  #stay;
  #controls;
  #links = null;

  /** `tell(key, values)` says a sentence, `warn(key)` shows it as well, `changed(parts)` that these parts of my state are others now. */
  constructor({ media, stay, controls, tell, warn, changed }) {
    this.#media = media;
    this.#stay = stay;
    this.#controls = controls;
    this.tell = tell;
    this.warn = warn;
    this.changed = changed;
  }

  listen(signal) {
    const on = (type, run) => this.#media.addEventListener(type, ({ detail }) => run(detail), { signal });
    on("track", ({ slot, track }) => {
      this.#send(slot, track);
      this.refresh();
    });
    on("lost", ({ slot }) => this.warn(`lost-${slot}`));
    on("switched", ({ label }) => this.tell("switched", { label }));
    on("silenced", ({ slot, is_silenced: isSilenced }) => slot === "audio" && this.warn(isSilenced ? "silenced" : "silenced-no-more"));
  }

  /** Sends everything over these links from now on. An observer only looks and listens. */
  async attach(links) {
    this.#links = links;
    if (this.#isObserver) {
      await this.#media.stop();
    } else if (this.#stay.isCamera) {
      await this.#becomeCamera();
    }
    [...SLOTS.keys()].filter((slot) => this.#media[slot]).forEach((slot) => this.#send(slot, this.#media[slot]));
    this.refresh();
  }

  get #isObserver() {
    return this.#stay.you.role === "observer";
  }

  /** Kinds of my own pictures. */
  get pictures() {
    if (this.#isObserver) {
      return [];
    }
    return this.#stay.isCamera ? ["hands"] : ["face", ...(this.#media.hands ? ["hands"] : [])];
  }

  track(kind) {
    return kind === "hands" && this.#stay.isCamera ? this.#media.hands ?? this.#media.face : this.#media[kind];
  }

  /** What the others are told. */
  get state() {
    const { mic, cam } = this.#media.state;
    const says = this.#stay.isCamera ? { mic: false, cam: Boolean(this.track("hands")) } : { mic, cam };
    return { ...this.#stay.state, ...(this.#isObserver ? { mic: false, cam: false } : says) };
  }

  /** Buttons and state as the devices are. */
  refresh() {
    const fresh = this.#stay.say(this.state);
    const shown = !this.#isObserver;
    const person = shown && !this.#stay.isCamera;
    const mayShare = person && can.share() && Boolean(this.#stay.you.permits?.share);
    const seen = { mic: person, cam: shown, hand: shown && !this.#stay.isCamera, screen: mayShare || Boolean(this.#media.screen), hands: person, voice: person };
    Object.entries(seen).forEach(([name, isShown]) => this.#controls.show(name, isShown));
    const pressed = { ...this.#stay.state, screen: this.#media.screen, hands: this.#media.hands, voice: this.#media.asked.mode === "voice" };
    Object.entries(pressed).forEach(([name, isOn]) => this.#controls.press(name, isOn));
    this.changed(fresh);
  }

  async toggleMicrophone(isOn = !this.#stay.state.mic) {
    if (isOn && !this.#media.audio) {
      await this.#media.use("audio", "");
    }
    await this.#media.set("audio", isOn);
    this.refresh();
    this.#came(this.#stay.state.mic, isOn, { on: "mic-on", off: "mic-off", lost: "lost-audio" });
  }

  async toggleCamera(isOn = !this.#stay.state.cam) {
    if (this.#stay.isCamera) {
      await (isOn ? this.#media.openHands() : this.#media.closeHands());
    } else {
      if (isOn && this.#media.asked.camera === OFF) {
        this.#media.asked.camera = "";
      }
      await this.#media.set("face", isOn);
    }
    this.refresh();
    this.#came(this.#stay.state.cam, isOn, { on: "cam-on", off: "cam-off", lost: "lost-face" });
  }

  /** What came of a wish: a failure is shown, or who looks sees nothing happen. */
  #came(isSo, isMissed, { on, off, lost }) {
    if (!isSo && isMissed) {
      this.warn(lost);
    } else {
      this.tell(isSo ? on : off);
    }
  }

  toggleHand() {
    const isUp = !this.#stay.state.hand;
    this.changed(this.#stay.say({ hand: isUp }));
    this.#controls.press("hand", isUp);
    this.tell(isUp ? "hand-up" : "hand-down");
  }

  /** By a host; said again to the server, which may have heard of a raised hand in between. */
  lowerHand() {
    if (this.#stay.state.hand) {
      this.#stay.say({ hand: false });
      this.#controls.press("hand", false);
      this.warn("hand-lowered");
    }
    this.changed({ hand: false });
  }

  async toggleHands() {
    const { hands } = load();
    if (!this.#media.hands && hands === PHONE) {
      // Their own camera would show the face once more.
      this.warn("hands-by-phone");
      return;
    }
    if (this.#media.hands) {
      await this.#media.closeHands();
    } else {
      await this.#media.openHands(hands === OFF ? "" : hands);
    }
    this.refresh();
    this.#came(this.#media.hands, Boolean(this.#media.troubles?.hands), { on: "hands-on", off: "hands-off", lost: "lost-hands" });
  }

  async toggleScreen() {
    if (this.#media.screen) {
      this.#media.closeScreen();
      this.tell("screen-off");
    } else {
      try {
        await this.#media.openScreen();
        this.tell(this.#media.screen_audio ? "screen-on-sound" : "screen-on");
      } catch {
        // They changed their mind.
      }
    }
    this.refresh();
  }

  /** A host took the permission back. */
  stopScreen() {
    if (this.#media.screen) {
      this.#media.closeScreen();
    }
    this.refresh();
  }

  async toggleVoice() {
    const mode = this.#media.asked.mode === "voice" ? "music" : "voice";
    await this.#media.setMode(mode);
    save({ ...load(), mode });
    this.refresh();
    this.tell(mode === "voice" ? "voice-on" : "voice-off");
  }

  /** The camera on a phone's back, and no sound: the same room must not be heard twice. */
  async #becomeCamera() {
    await this.#media.use("audio", OFF);
    await this.#media.use("face", OFF);
    await this.#media.openHands();
    if (!this.#media.hands) {
      await this.#media.use("face", "");
    }
  }

  #send(slot, track) {
    if (!this.#links || this.#isObserver) {
      return;
    }
    // A second camera has one picture, whichever of its cameras makes it.
    this.#links.setTrack(this.#stay.isCamera && slot === "face" && !this.#media.hands ? "hands" : slot, track ?? null);
  }
}
