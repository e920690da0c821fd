import { equal, test } from "/tests/harness.js";
import { found, load, save } from "/static/rooms/choices.js";
import { Code } from "/static/rooms/device-code.js";
import { summary } from "/static/rooms/device-words.js";
import { decibels, lit, Meter, Peak, word } from "/static/rooms/meter.js";
import { readout } from "/static/rooms/readout.js";
import { browserOf, obstacle, trouble } from "/static/rooms/trouble.js";
import { until } from "/tests/harness.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
const ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
const DESK = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36";
const MAC = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";
const FOX = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/131.0";
const ZALO = `${ANDROID} Zalo android/2410`;
const FACEBOOK = `${IPHONE} [FBAN/FBIOS;FBAV/480.0]`;

test("each browser has its own way to the permission", () => {
  equal([IPHONE, ANDROID, DESK, MAC, FOX].map(browserOf), ["ios", "android", "chrome", "safari", "firefox"]);
});

test("each refusal has a sentence that helps", () => {
  const said = (name, kind, agent = DESK, message = "") => trouble({ name, message }, kind, agent);
  equal(said("NotAllowedError", "camera", IPHONE), "denied_ios");
  equal(said("NotAllowedError", "camera", DESK, "Permission denied by system"), "denied_system");
  equal([said("NotFoundError", "camera"), said("OverconstrainedError", "microphone")], ["none_camera", "none_microphone"]);
  equal([said("NotReadableError", "camera"), said("AbortError", "microphone")], ["busy_camera", "busy_microphone"]);
  equal([said("NotAllowedError", "camera", ZALO), said("NotAllowedError", "camera", FACEBOOK)], ["in_app", "in_app"]);
  equal([said("TypeError", "camera"), trouble(undefined, "microphone", DESK)], ["no_capture", "busy_microphone"]);
});

test("what is in the way is found before anything is asked for", () => {
  const devices = { mediaDevices: { getUserMedia() {} } };
  const whole = { isSecureContext: true, RTCPeerConnection: class {}, navigator: devices };
  equal(obstacle(whole, DESK), { name: "", isBarred: false });
  equal(obstacle({ ...whole, isSecureContext: false }, DESK), { name: "insecure", isBarred: true });
  equal(obstacle({ ...whole, RTCPeerConnection: undefined }, DESK), { name: "no_webrtc", isBarred: true });
  equal(obstacle({ ...whole, RTCPeerConnection: undefined }, ZALO), { name: "in_app", isBarred: true });
  equal(obstacle({ ...whole, navigator: {} }, DESK), { name: "no_capture", isBarred: false });
  equal(obstacle({ ...whole, navigator: {} }, FACEBOOK), { name: "in_app", isBarred: false });
});

test("what is remembered comes back, and nothing else does", () => {
  equal([load().mode, load().camera], ["music", ""]);
  save({ ...load(), mode: "voice", camera: "c2" });
  equal([load().mode, load().camera], ["voice", "c2"]);
  localStorage.setItem("rooms:choices", '{"mode":"shout","camera":7,"rotate":45,"labels":null,"evil":1}');
  equal([load().mode, load().camera, load().rotate, load().labels, "evil" in load()], ["music", "", 0, {}, false]);
  localStorage.setItem("rooms:choices", "not JSON");
  equal(load().listen, "headphones");
});

test("storage that is closed costs nothing but the memory", () => {
  const closed = { getItem: () => { throw new Error("closed"); }, setItem: () => { throw new Error("closed"); } };
  save({}, closed);
  equal(load(closed).mode, "music");
});

test("a device is found by its id, else by its name, else it is the usual one", () => {
  const list = [{ id: "new", label: "USB Audio" }, { id: "b", label: "" }];
  equal([found(list, "b"), found(list, "old", "USB Audio"), found(list, "old", ""), found(list, "old", "Gone")], ["b", "new", "", ""]);
});

test("levels are decibels with a word", () => {
  equal([decibels([0, 0]), decibels([0.5, -1]), Math.round(decibels([0.1, -0.05]))], [-60, 0, -20]);
  equal([-60, -40, -14, -1].map(word), ["nothing", "quiet", "good", "loud"]);
  equal([lit(-60, 16), lit(-30, 16), lit(0, 16)], [0, 8, 16]);
});

test("the attack of a chord is held for three seconds", () => {
  const peak = new Peak();
  equal([peak.add(-10, 0), peak.add(-50, 2900), peak.add(-50, 3100)], [-10, -10, -50]);
});

test("a meter hears a tone, and stops", async () => {
  const context = new AudioContext();
  const [tone, sink] = [new OscillatorNode(context, { frequency: 440 }), context.createMediaStreamDestination()];
  tone.connect(sink);
  tone.start();
  let last = null;
  const meter = new Meter(sink.stream.getAudioTracks()[0], (heard) => (last = heard));
  await Promise.all([context.resume(), meter.wake()]);
  await until(() => last && last.peak > -3);
  await meter.stop();
  await context.close();
});

test("what the browser made of our wishes is said in words", () => {
  const names = (asked, settings) => readout(asked, settings).map(({ name, isGood }) => `${name}${isGood ? "" : "!"}`);
  const obeyed = { sampleRate: 48000, channelCount: 2, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const music = { mode: "music", speakers: false };
  equal(readout(music, obeyed)[0], { name: "rate_stereo", isGood: true, values: { khz: 48 } });
  equal(names(music, obeyed), ["rate_stereo", "untreated"]);
  equal(names(music, { channelCount: 1, echoCancellation: true, autoGainControl: true }), ["mono", "echo_kept!", "gain_kept!"]);
  equal(names({ ...music, speakers: true }, obeyed), ["rate_stereo", "untreated", "speakers_echo!"]);
  equal(names({ ...music, speakers: true }, { echoCancellation: "remote-only" }), ["untreated_remote_only"]);
  equal(names({ mode: "voice", speakers: true }, { sampleRate: 44100, channelCount: 1 }), ["rate_mono", "voice_treated"]);
});

test("checks that are not used do not count", () => {
  const sum = (picture, sound, network, isBarred) => {
    const { name, more, values } = summary({ picture, sound, network }, isBarred);
    return [name, more, `${values.passed}/${values.total}`];
  };
  equal(sum("ok", "ok", "ok"), ["all_passed", "", "3/3"]);
  equal(sum("off", "ok", "weak"), ["passed", "still", "1/2"]);
  equal(sum("ok", "ok", "wait"), ["passed", "testing", "2/3"]);
  equal(sum("bad", "bad", "wait", true), ["passed", "barred", "0/3"]);
});

test("the code for a phone is fresh when it is shown, and again before its minutes are over", () => {
  document.body.innerHTML = '<div hidden><img src="/r/an/phone.svg"></div>';
  const [place, ticks, stopped] = [document.body.firstElementChild, [], []];
  let now = 1000;
  Date.now = () => now;
  globalThis.setInterval = (run) => ticks.push(run);
  globalThis.clearInterval = (number) => stopped.push(number);
  const code = new Code(place);
  const drawn = [13, 1].map((minutes) => {
    code.show(true);
    now += minutes * 60_000;
    ticks[0]();
    return place.querySelector("img").getAttribute("src");
  });
  code.show(false);
  equal(drawn, ["/r/an/phone.svg?1000", "/r/an/phone.svg?841000"]);
  equal([ticks.length, stopped.at(-1), place.hidden], [1, 1, true]);
});
