/**
 * Camera, microphone and screen, captured as a piano lesson needs them (rooms.md, "Sound for music"), and changed while the
 * lesson goes on: every change of a slot is told as the event `track`, and nothing has to be negotiated anew for it.
 *
 * Slots are those of slots.js: audio, face, hands, screen, screen_audio. Events: "track" {slot, track|null}; "switched"
 * {slot, label} when another device took over; "lost" {slot, error}; "silenced" {slot, is_silenced} while the system itself
 * uses the device; "devices" when the list has changed.
 */

import { SLOTS } from "./slots.js";

export const MUSIC = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2, sampleRate: 48000 };
export const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1, sampleRate: 48000 };
// Only what the browser itself plays of the others is taken away; the piano stays as it is.
export const REMOTE_ONLY = { echoCancellation: { exact: "remote-only" } };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const SCREEN = { video: { frameRate: { max: 30 } }, audio: { ...MUSIC, suppressLocalAudioPlayback: false }, systemAudio: "include" };
const OFF = "off";

const exactly = (device) => (device ? { deviceId: { exact: device } } : {});

/** The constraints of a microphone; `isRemoteOnly` where the browser knows how. */
export function sound({ microphone = "", mode = "music" }, isRemoteOnly = false) {
  const wanted = mode === "voice" ? VOICE : MUSIC;
  return { ...wanted, ...(isRemoteOnly ? REMOTE_ONLY : {}), ...exactly(microphone) };
}

/** The constraints of a camera; without a device, the one on the named side of a phone. */
export function picture(device, side = "user") {
  return { ...PICTURE, ...(device ? exactly(device) : { facingMode: { ideal: side } }) };
}

/** What can be chosen, each as {id, label}; a browser that has not been allowed anything yet names nothing. */
export async function devices() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind) => all.filter((one) => one.kind === kind && one.deviceId).map((one) => ({ id: one.deviceId, label: one.label }));
  return { cameras: of("videoinput"), microphones: of("audioinput"), outputs: of("audiooutput") };
}

/** Opens what is asked for, as far as it can be had; what cannot is in `troubles`, and never an exception. */
export async function open(asked = {}) {
  const media = new Media(asked);
  await media.start();
  return media;
}

/** One person's camera, microphone and screen. */
export class Media extends EventTarget {
  audio = null;
  face = null;
  hands = null;
  screen = null;
  screen_audio = null;
  troubles = {};
  #isOn = { audio: true, face: true };
  #turn = Promise.resolve();
  #stops = 0;
  #changed = () => this.#tell("devices", {});

  /** `camera` and `microphone`: "" for the usual one, "off", or a device's id; `mode`: "music" or "voice". */
  constructor(asked = {}) {
    super();
    this.asked = { camera: "", microphone: "", hands: "", mode: "music", speakers: false, ...asked };
    navigator.mediaDevices?.addEventListener?.("devicechange", this.#changed);
  }

  /** What the others are told about this person. */
  get state() {
    return { mic: Boolean(this.audio && this.#isOn.audio), cam: Boolean(this.face) };
  }

  /** What the browser made of the constraints. */
  get settings() {
    return this.audio?.getSettings() ?? {};
  }

  /** Opens camera and microphone with one question of the browser. */
  start() {
    return this.#inTurn(async () => {
      const slots = ["audio", "face"].filter((slot) => this.#wants(slot));
      if (slots.length === 2) {
        await this.#openBoth();
      }
      // Alone: one that is missing, busy or refused must not take the other along.
      for (const slot of slots.filter((one) => !this[one])) {
        await this.#open(slot);
      }
      await this.#withSpeakers();
    });
  }

  /** Mutes and unmutes; a camera that is off is let go, so that its lamp goes out. */
  set(slot, isOn) {
    this.#isOn[slot] = isOn;
    if (slot === "audio" && this.audio) {
      this.audio.enabled = isOn;
      return Promise.resolve();
    }
    return this.#inTurn(() => (isOn ? this[slot] || this.#open(slot) : this.#put(slot, null)));
  }

  /** Another device for the slot; "off" lets it go. */
  use(slot, device) {
    this.asked[{ audio: "microphone", face: "camera", hands: "hands" }[slot]] = device;
    return this.#inTurn(() => (device === OFF ? this.#put(slot, null) : this.#again(slot)));
  }

  /** "music" leaves the sound as it is; "voice" takes echo and noise away. */
  setMode(mode) {
    this.asked.mode = mode;
    return this.#inTurn(() => this.audio && this.#again("audio"));
  }

  /** Whether the others are heard from speakers, which the microphone hears too. */
  setSpeakers(speakers) {
    this.asked.speakers = speakers;
    return this.#inTurn(() => this.audio && this.#again("audio"));
  }

  /** The second camera; without a device, the one on a phone's back. */
  openHands(device = "") {
    return this.use("hands", device);
  }

  closeHands() {
    return this.use("hands", OFF);
  }

  /** Asks which screen or window to share; rejects when the person changed their mind, or everything was stopped meanwhile. */
  async openScreen() {
    const stops = this.#stops;
    const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN);
    if (stops !== this.#stops) {
      stream.getTracks().forEach((track) => track.stop());
      throw new DOMException("stopped while the person chose", "AbortError");
    }
    this.#put("screen", stream.getVideoTracks()[0] ?? null);
    this.#put("screen_audio", stream.getAudioTracks()[0] ?? null);
  }

  closeScreen() {
    this.#put("screen", null);
    this.#put("screen_audio", null);
  }

  /** Resolves when every change asked for so far is done. */
  settled() {
    return this.#turn;
  }

  /** Lets go of everything. */
  stop() {
    this.#stops += 1;
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.#changed);
    return this.#inTurn(() => [...SLOTS.keys()].filter((slot) => this[slot]).forEach((slot) => this.#put(slot, null)));
  }

  #wants(slot) {
    return this.asked[slot === "audio" ? "microphone" : "camera"] !== OFF && this.#isOn[slot];
  }

  /** One change after another: two choices in a hurry must not leave a camera that nobody holds. */
  #inTurn(deed) {
    this.#turn = this.#turn.then(deed, deed);
    return this.#turn;
  }

  async #openBoth() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: sound(this.asked), video: picture(this.asked.camera) });
      this.#put("audio", stream.getAudioTracks()[0]);
      this.#put("face", stream.getVideoTracks()[0]);
    } catch {
      // Each alone says what is the matter with it.
    }
  }

  async #open(slot) {
    try {
      this.#put(slot, await this.#capture(slot));
    } catch (error) {
      this.troubles[slot] = error;
    }
  }

  /** The old track first: some phones give a camera or a microphone only once. */
  async #again(slot) {
    this.#put(slot, null, false);
    await this.#open(slot);
    if (slot === "audio") {
      await this.#withSpeakers();
    }
    if (!this[slot]) {
      this.#tell("track", { slot, track: null });
    }
  }

  /** A track of the chosen device, or of the usual one when the chosen one is no longer there. */
  async #capture(slot) {
    const { microphone, camera, hands } = this.asked;
    const device = { audio: microphone, face: camera, hands }[slot];
    const chosen = device === OFF ? "" : device;
    try {
      return await this.#ask(slot, chosen);
    } catch (error) {
      if (!chosen || !["OverconstrainedError", "NotFoundError"].includes(error.name)) {
        throw error;
      }
      return this.#ask(slot, "");
    }
  }

  async #ask(slot, device, isRemoteOnly = false) {
    const kind = SLOTS.get(slot);
    const side = slot === "hands" ? "environment" : "user";
    const wanted = kind === "audio" ? sound({ ...this.asked, microphone: device }, isRemoteOnly) : picture(device, side);
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
    return stream.getTracks()[0];
  }

  /** With speakers the echo of the others is taken away, where the browser can leave the piano alone. */
  async #withSpeakers() {
    const can = this.audio?.getCapabilities?.().echoCancellation ?? [];
    if (!this.asked.speakers || this.asked.mode === "voice" || !can.includes("remote-only")) {
      return;
    }
    const { deviceId } = this.audio.getSettings();
    this.#put("audio", null, false);
    try {
      this.#put("audio", await this.#ask("audio", deviceId, true));
    } catch {
      await this.#open("audio");
    }
  }

  #put(slot, track, isTold = true) {
    this[slot]?.stop();
    this[slot] = track;
    delete this.troubles[slot];
    if (track) {
      this.#tend(slot, track);
    }
    if (isTold) {
      this.#tell("track", { slot, track });
    }
  }

  #tend(slot, track) {
    const hints = { audio: this.asked.mode === "voice" ? "speech" : "music", screen: "detail", screen_audio: "music" };
    track.contentHint = hints[slot] ?? "motion";
    track.enabled = this.#isOn[slot] ?? true;
    const mine = (run) => () => this[slot] === track && run();
    track.addEventListener("ended", mine(() => this.#inTurn(() => this.#ended(slot))));
    track.addEventListener("mute", mine(() => this.#tell("silenced", { slot, is_silenced: true })));
    track.addEventListener("unmute", mine(() => this.#tell("silenced", { slot, is_silenced: false })));
  }

  /** Unplugged, or taken back by the person: another device takes over where there is one. */
  async #ended(slot) {
    this.#put(slot, null);
    if (slot !== "audio" && slot !== "face") {
      this.#tell("lost", { slot, error: null });
      return;
    }
    await this.#open(slot);
    if (this[slot]) {
      this.#tell("switched", { slot, label: this[slot].label });
    } else {
      this.#tell("lost", { slot, error: this.troubles[slot] });
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
