import { equal, test } from "/tests/harness.js";
import { devices, MUSIC, open, picture, sound, VOICE } from "/static/rooms/media.js";

class Track extends EventTarget {
  isStopped = false;
  enabled = true;

  constructor(kind, wanted, capabilities = {}) {
    super();
    Object.assign(this, { kind, wanted, label: `${kind} ${wanted.deviceId?.exact ?? "usual"}`, capabilities });
  }

  stop() {
    this.isStopped = true;
  }

  getSettings() {
    return { deviceId: this.wanted.deviceId?.exact ?? "usual", echoCancellation: this.wanted.echoCancellation?.exact ?? false };
  }

  getCapabilities() {
    return this.capabilities;
  }
}

const named = (name) => Object.assign(new Error(name), { name });
const made = [];
const asked = [];

/** What the browser has; `refuse(kind, wanted, both)` names the error of a question, if it is refused. */
function browser({ refuse = () => null, capabilities = {} } = {}) {
  const stand = new EventTarget();
  stand.getUserMedia = async (wanted) => {
    asked.push(Object.keys(wanted).join());
    const tracks = Object.entries(wanted).map(([kind, one]) => {
      const error = refuse(kind, one, Object.keys(wanted).length === 2);
      if (error) {
        throw named(error);
      }
      return new Track(kind, one, capabilities);
    });
    made.push(...tracks);
    const of = (kind) => tracks.filter((track) => track.kind === kind);
    return { getTracks: () => tracks, getAudioTracks: () => of("audio"), getVideoTracks: () => of("video") };
  };
  stand.getDisplayMedia = async () => ({ getVideoTracks: () => [new Track("video", {})], getAudioTracks: () => [] });
  stand.enumerateDevices = async () => [
    { kind: "videoinput", deviceId: "c1", label: "Front" },
    { kind: "audioinput", deviceId: "", label: "" },
  ];
  Object.defineProperty(navigator, "mediaDevices", { value: stand, configurable: true });
  return stand;
}

function told(media) {
  const events = [];
  for (const type of ["track", "switched", "lost", "silenced", "devices"]) {
    media.addEventListener(type, ({ detail }) => events.push([type, detail.slot, detail.label ?? Boolean(detail.track)]));
  }
  return events;
}

const alive = () => made.filter((track) => !track.isStopped).map((track) => track.label);

test("a piano is captured unprocessed in stereo, a voice processed", () => {
  equal(MUSIC, { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2, sampleRate: 48000 });
  equal(sound({ mode: "music" }), MUSIC);
  equal(sound({ mode: "voice", microphone: "m" }), { ...VOICE, deviceId: { exact: "m" } });
  equal(sound({}, true).echoCancellation, { exact: "remote-only" });
  equal([picture("c").deviceId, picture("", "environment").facingMode], [{ exact: "c" }, { ideal: "environment" }]);
});

test("camera and microphone are opened with one question", async () => {
  browser();
  const media = await open({});
  equal([asked, media.state, media.audio.contentHint, media.troubles], [["audio,video"], { mic: true, cam: true }, "music", {}]);
});

test("what is off is not asked for", async () => {
  browser();
  const media = await open({ camera: "off" });
  equal([asked, media.state, media.face], [["audio"], { mic: true, cam: false }, null]);
});

test("a missing camera does not take the microphone along", async () => {
  browser({ refuse: (kind) => kind === "video" && "NotFoundError" });
  const media = await open({});
  equal([media.state, media.troubles.face.name, media.troubles.audio], [{ mic: true, cam: false }, "NotFoundError", null]);
});

test("a chosen device that is gone gives way to the usual one", async () => {
  browser({ refuse: (_, wanted) => wanted.deviceId && "OverconstrainedError" });
  const media = await open({ camera: "gone", microphone: "gone" });
  equal([media.state, media.audio.label], [{ mic: true, cam: true }, "audio usual"]);
});

test("a busy device is told as it is", async () => {
  browser({ refuse: (_, wanted) => wanted.deviceId && "NotReadableError" });
  const media = await open({ camera: "c2" });
  equal([media.troubles.face.name, alive()], ["NotReadableError", ["audio usual"]]);
});

test("muting keeps the track, a camera that is off lets it go", async () => {
  browser();
  const media = await open({});
  const events = told(media);
  await media.set("audio", false);
  equal([media.audio.enabled, media.audio.isStopped, media.state.mic], [false, false, false]);
  await media.set("face", false);
  equal([media.face, media.state.cam, events], [null, false, [["track", "face", false]]]);
  await media.set("face", true);
  equal([media.state.cam, events.at(-1)], [true, ["track", "face", true]]);
});

test("another microphone stays muted", async () => {
  browser();
  const media = await open({});
  await media.set("audio", false);
  await media.use("audio", "m2");
  equal([media.audio.label, media.audio.enabled, alive()], ["audio m2", false, ["video usual", "audio m2"]]);
});

test("choices in a hurry leave one camera running", async () => {
  browser();
  const media = await open({ microphone: "off" });
  await Promise.all(["c1", "c2", "c3"].map((device) => media.use("face", device)));
  equal([media.face.label, alive()], ["video c3", ["video c3"]]);
});

test("voice mode opens the microphone anew, and back", async () => {
  browser();
  const media = await open({ camera: "off" });
  await media.setMode("voice");
  equal([media.audio.wanted.echoCancellation, media.audio.contentHint], [true, "speech"]);
  await media.setMode("music");
  equal([media.audio.wanted.echoCancellation, media.audio.contentHint, alive().length], [false, "music", 1]);
});

test("with speakers only the others' sound is taken away, where the browser can", async () => {
  browser({ capabilities: { echoCancellation: [true, false, "remote-only"] } });
  const media = await open({ camera: "off", speakers: true });
  equal([media.settings.echoCancellation, alive().length], ["remote-only", 1]);
  await media.setSpeakers(false);
  equal([media.settings.echoCancellation, alive().length], [false, 1]);
});

test("a browser that knows no such thing, or refuses it, captures as before", async () => {
  browser({ capabilities: { echoCancellation: [true, false] } });
  equal((await open({ camera: "off", speakers: true })).settings.echoCancellation, false);
  const refuse = (_, wanted) => wanted.echoCancellation?.exact && "OverconstrainedError";
  browser({ refuse, capabilities: { echoCancellation: [true, false, "remote-only"] } });
  const media = await open({ camera: "off", speakers: true });
  equal([media.settings.echoCancellation, media.state.mic], [false, true]);
});

test("an unplugged microphone is replaced, a pulled camera without another is lost", async () => {
  let isGone = false;
  browser({ refuse: (kind) => isGone && kind === "video" && "NotFoundError" });
  const media = await open({ microphone: "m2" });
  const events = told(media);
  media.audio.dispatchEvent(new Event("ended"));
  await media.set("audio", true);
  await media.use("hands", "off");
  equal(events.filter(([type]) => type === "switched"), [["switched", "audio", "audio m2"]]);
  isGone = true;
  media.face.dispatchEvent(new Event("ended"));
  await media.use("hands", "off");
  equal([events.at(-2).slice(0, 2), media.troubles.face.name], [["lost", "face"], "NotFoundError"]);
});

test("a call that takes the microphone is told, and its end", async () => {
  browser();
  const media = await open({});
  const events = told(media);
  media.audio.dispatchEvent(new Event("mute"));
  media.audio.dispatchEvent(new Event("unmute"));
  equal(events.map(([type, slot]) => [type, slot]), [["silenced", "audio"], ["silenced", "audio"]]);
});

test("the second camera and the screen have slots of their own", async () => {
  const stand = browser();
  const media = await open({ camera: "off", microphone: "off" });
  const events = told(media);
  await media.openHands();
  await media.openScreen();
  equal([media.hands.wanted.facingMode.ideal, media.screen.contentHint, media.screen_audio], ["environment", "detail", null]);
  media.screen.dispatchEvent(new Event("ended"));
  await media.closeHands();
  equal([media.screen, media.hands, events.filter(([type]) => type === "lost")], [null, null, [["lost", "screen", false]]]);
  await media.stop();
  stand.dispatchEvent(new Event("devicechange"));
  equal([alive(), events.some(([type]) => type === "devices")], [[], false]);
});

test("a screen that is chosen after the end is let go at once", async () => {
  const stand = browser();
  const media = await open({ camera: "off", microphone: "off" });
  const track = new Track("video", {});
  let choose;
  stand.getDisplayMedia = () => new Promise((resolve) => (choose = resolve));
  const asking = media.openScreen().catch((error) => error.name);
  await media.stop();
  choose({ getTracks: () => [track], getVideoTracks: () => [track], getAudioTracks: () => [] });
  equal([await asking, track.isStopped, media.screen], ["AbortError", true, null]);
});

test("without a browser that captures, everything is a trouble and nothing is thrown", async () => {
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  const media = await open({});
  equal([media.state, Object.keys(media.troubles)], [{ mic: false, cam: false }, ["audio", "face"]]);
});

test("devices without a name yet are not listed", async () => {
  browser();
  equal(await devices(), { cameras: [{ id: "c1", label: "Front" }], microphones: [], outputs: [] });
});
