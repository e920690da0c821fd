import { equal, settled, test, until } from "/tests/harness.js";

const NAMES = `state_ok state_weak state_bad state_wait state_ask state_off insecure no_capture none_camera none_microphone
  busy_camera denied_chrome unplugged switched silenced blank_ask blank_off blank_trouble level_nothing level_quiet level_good level_loud meter_nothing
  meter_quiet meter_good meter_loud rate_stereo rate_mono stereo mono voice_treated untreated untreated_remote_only speakers_echo
  net_measuring net_reached net_not_reached net_way_direct net_unreached net_unreached_title net_cut_off net_cut_off_title said_camera said_microphone
  said_network_good passed all_passed not_on still barred testing enter enter_without entering back going_on going_on_more device_camera device_microphone`;
const words = NAMES.split(/\s+/).map((name) => `<p data-word="${name}">${name} {label}{number}</p>`).join("");
const marks = ["ok", "weak", "bad", "wait", "ask", "off"].map((name) => `<p data-mark="${name}"><b></b></p>`).join("");
const trouble = (kind) => `<div data-trouble="${kind}" hidden><p data-trouble-words></p><button type="button" data-retry="${kind}"></button></div>`;
const select = (name, ...values) =>
  `<select data-choice="${name}">${values.map((value) => `<option value="${value}">${value}</option>`).join("")}</select>`;
const radio = (name, value) => `<input type="radio" name="${name}" data-choice="${name}" value="${value}">`;
const figures = ["reached", "rtt", "jitter", "ways", "loss", "rate"].map((name) => `<div><dd data-figure="${name}"></dd></div>`).join("");

const PAGE = (name, role = "student") => `<div id="room" data-slug="an" data-role="${role}" data-socket="/ws/rooms/an/"><div data-page data-ice="/r/an/ice/">
  <h1 data-device-title>Check</h1><p data-device-lede></p>
  <div data-obstacle hidden><p data-obstacle-words></p><div data-obstacle-address></div></div>
  <div data-checks hidden>
    <section data-check="picture"><span data-badge></span><video data-view="face"></video><div data-blank><p data-blank-words></p>
      <button type="button" data-turn-on hidden></button></div>${trouble("picture")}
      ${select("camera", "", "off")}${select("hands", "off", "phone")}<video data-view="hands"></video>${trouble("hands")}<div data-phone></div></section>
    <section data-check="sound"><span data-badge></span>${trouble("sound")}${select("microphone", "", "off")}
      <div data-loudness><div data-meter></div><p data-level-words></p></div>${radio("listen", "headphones")}${radio("listen", "speakers")}
      ${radio("mode", "music")}${radio("mode", "voice")}<button type="button" data-chord></button><ul data-readout></ul></section>
    <section data-check="network"><span data-badge></span>${figures}<div data-advice><p data-advice-title></p><p data-advice-words></p></div>
      <button type="button" data-measure></button></section>
    <form data-enter-form>${name}<p data-summary></p><p data-summary-more></p><button data-enter><span data-enter-words></span></button></form>
  </div><p data-device-said></p><template data-device-words>${words}${marks}</template></div></div>`;
const NAME = '<p data-name-error hidden></p><input data-name value="Khách">';

const TOOLS = { reach: async () => ({ is_reached: true, rtt_ms: 9, jitter_ms: 1 }) };
const audio = new AudioContext();
const camera = () => document.createElement("canvas").captureStream().getVideoTracks()[0];
const microphone = () => audio.createMediaStreamDestination().stream.getAudioTracks()[0];

/** A page in a browser that has these devices, allows them without a question, or refuses with the named error. */
async function page({ refuse = () => null, isAllowed = true, name = "", role, tools = TOOLS, list = [], ice = { ice_servers: [] } } = {}) {
  document.body.innerHTML = PAGE(name, role);
  const stand = new EventTarget();
  stand.list = list;
  stand.enumerateDevices = async () => stand.list;
  stand.asked = [];
  stand.getUserMedia = async (wanted) => {
    stand.asked.push(wanted);
    const error = Object.keys(wanted).map(refuse).find(Boolean);
    if (error) {
      throw Object.assign(new Error(error), { name: error });
    }
    return new MediaStream(Object.keys(wanted).map((kind) => (kind === "audio" ? microphone() : camera())));
  };
  Object.defineProperty(navigator, "mediaDevices", { value: stand, configurable: true });
  Object.defineProperty(navigator, "permissions", { value: { query: async () => ({ state: isAllowed ? "granted" : "prompt" }) }, configurable: true });
  globalThis.fetch = async () => ({ json: async () => ice });
  const { DevicePage } = await import("/static/rooms/device.js");
  const room = document.querySelector("#room");
  const root = room.querySelector("[data-page]");
  const entered = [];
  room.addEventListener("room:enter", ({ detail }) => entered.push(detail));
  const shown = new DevicePage(root, room, tools);
  await shown.begin();
  const find = (selector) => root.querySelector(selector);
  const states = () => [...root.querySelectorAll("[data-badge]")].map((badge) => badge.dataset.badge).join(" ");
  const choose = async (field, value) => {
    const place = find(`select[data-choice="${field}"]`) ?? find(`[data-choice="${field}"][value="${value}"]`);
    place.tagName === "SELECT" ? (place.value = value) : (place.checked = true);
    place.dispatchEvent(new Event("change"));
    await settled();
    await settled();
  };
  return { shown, root, stand, find, states, choose, entered, room };
}

test("what the browser allows already is shown at once, and goes into the room with the button", async () => {
  const { find, states, entered, root, shown } = await page();
  equal([states(), find("[data-summary]").textContent.trim()], ["ok ok ok", "all_passed"]);
  equal([find('[data-view="face"]').hidden, find("[data-blank]").hidden, find("[data-turn-on]").hidden], [false, true, true]);
  find("[data-enter]").click();
  await until(() => entered.length === 1);
  equal([entered[0].media === shown.media, entered[0].choices.mode, entered[0].name, root.hidden], [true, "music", "", true]);
});

test("a browser that would ask is not asked before somebody presses", async () => {
  const { find, states, stand, entered } = await page({ isAllowed: false });
  equal([states(), stand.asked.length, find("[data-turn-on]").hidden], ["ask ask ok", 0, false]);
  find("[data-enter]").click();
  await until(() => entered.length === 1);
  equal([stand.asked.length, entered[0].media.state], [1, { mic: true, cam: true }]);
});

test("whoever is refused everything is told what to do, and goes in with the second press", async () => {
  const { find, states, entered, shown } = await page({ isAllowed: false, refuse: () => "NotAllowedError" });
  await shown.enter();
  equal([states(), find('[data-trouble="picture"]').textContent.trim(), entered.length], ["bad bad ok", "denied_chrome", 0]);
  equal(find("[data-enter-words]").textContent.trim(), "enter_without");
  equal([find("[data-summary]").textContent, find("[data-device-said]").textContent].map((text) => text.split(" ")[0]), ["not_on", "not_on"]);
  await shown.enter();
  equal([entered.length, entered[0].media.state], [1, { mic: false, cam: false }]);
});

test("whoever allows it after all goes in with camera and microphone", async () => {
  let isRefused = true;
  const { entered, shown } = await page({ refuse: () => isRefused && "NotAllowedError" });
  await shown.enter();
  equal(entered.length, 0);
  isRefused = false;
  await shown.enter();
  equal(entered[0].media.state, { mic: true, cam: true });
});

test("one missing device leaves the other, and trying again takes it", async () => {
  let isMissing = true;
  const { find, states, entered, shown } = await page({ refuse: (kind) => isMissing && kind === "video" && "NotFoundError" });
  equal([states(), find('[data-trouble="picture"]').hidden], ["bad ok ok", false]);
  isMissing = false;
  find('[data-retry="picture"]').click();
  await until(() => states() === "ok ok ok");
  equal(find('[data-trouble="picture"]').hidden, true);
  await shown.enter();
  equal(entered.length, 1);
});

test("a camera that is connected later is taken by itself", async () => {
  let isMissing = true;
  const { states, stand } = await page({ refuse: (kind) => isMissing && kind === "video" && "NotFoundError" });
  isMissing = false;
  stand.dispatchEvent(new Event("devicechange"));
  await until(() => states() === "ok ok ok");
});

test("devices are listed by name, chosen, and remembered", async () => {
  const list = [{ kind: "videoinput", deviceId: "c1", label: "Front" }, { kind: "videoinput", deviceId: "c2", label: "" }];
  const { find, choose, stand } = await page({ list });
  const options = [...find('[data-choice="camera"]').options].map((one) => one.value);
  equal([options, find('[data-choice="camera"]').options[2].text], [["", "c1", "c2", "off"], "device_camera 2"]);
  await choose("camera", "c1");
  equal([stand.asked.at(-1).video.deviceId, JSON.parse(localStorage.getItem("rooms:choices")).labels.camera], [{ exact: "c1" }, "Front"]);
});

test("a device that has a new id today is known by its name", async () => {
  localStorage.setItem("rooms:choices", JSON.stringify({ camera: "old", hands: "gone", labels: { camera: "Front", hands: "Top" } }));
  const { find, stand } = await page({ list: [{ kind: "videoinput", deviceId: "new", label: "Front" }] });
  equal(stand.asked.map(({ video }) => video?.deviceId?.exact).at(-1), "new");
  equal([find('[data-choice="camera"]').value, find('[data-choice="hands"]').value], ["new", "off"]);
});

test("picture and sound can be left out", async () => {
  const { choose, states, find, shown } = await page();
  await choose("camera", "off");
  await choose("microphone", "off");
  equal([states(), find("[data-blank-words]").textContent.trim(), shown.media.state], ["off off ok", "blank_off", { mic: false, cam: false }]);
  await choose("camera", "");
  equal([states(), shown.media.state.cam], ["ok off ok", true]);
});

test("the camera above the hands is opened by choosing it, a phone by its code", async () => {
  const list = [{ kind: "videoinput", deviceId: "c2", label: "Top" }];
  const { choose, find, shown } = await page({ list, isAllowed: false });
  await choose("hands", "c2");
  await until(() => shown.media?.hands);
  equal([find('[data-view="hands"]').hidden, find("[data-phone]").hidden], [false, true]);
  await choose("hands", "phone");
  equal([find('[data-view="hands"]').hidden, find("[data-phone]").hidden, shown.media.hands], [true, false, null]);
  await shown.enter();
  equal(find("[data-phone]").hidden, true);
});

test("speakers and voice change how the microphone is captured", async () => {
  const { choose, stand, find } = await page();
  await choose("mode", "voice");
  equal([stand.asked.at(-1).audio.echoCancellation, find("[data-readout]").textContent.includes("voice_treated")], [true, true]);
  await choose("listen", "speakers");
  await choose("mode", "music");
  equal([stand.asked.at(-1).audio.echoCancellation, JSON.parse(localStorage.getItem("rooms:choices")).listen], [false, "speakers"]);
});

test("what happens to a device in use is said", async () => {
  const { shown, find, states } = await page();
  shown.media.dispatchEvent(new CustomEvent("switched", { detail: { slot: "audio", label: "USB" } }));
  equal([find('[data-trouble="sound"]').textContent.trim(), find("[data-device-said]").textContent.trim()], ["switched USB", "switched USB"]);
  shown.media.dispatchEvent(new CustomEvent("silenced", { detail: { slot: "audio", is_silenced: true } }));
  equal(find('[data-trouble="sound"]').textContent.trim(), "silenced");
  shown.media.dispatchEvent(new CustomEvent("silenced", { detail: { slot: "audio", is_silenced: false } }));
  shown.media.dispatchEvent(new CustomEvent("lost", { detail: { slot: "hands", error: null } }));
  equal([find('[data-trouble="sound"]').hidden, find('[data-trouble="hands"]').hidden, states()], [true, false, "ok ok ok"]);
});

test("a choice in the last moment does not leave the microphone behind", async () => {
  const { shown, find, entered } = await page();
  find('[data-choice="mode"][value="voice"]').checked = true;
  find('[data-choice="mode"][value="voice"]').dispatchEvent(new Event("change"));
  await shown.enter();
  equal(entered[0].media.state, { mic: true, cam: true });
});

test("a guest gives a name first", async () => {
  const { shown, find, entered } = await page({ name: NAME });
  find("[data-name]").value = "  ";
  await shown.enter();
  equal([entered.length, find("[data-name-error]").hidden, document.activeElement === find("[data-name]")], [0, false, true]);
  find("[data-name]").value = " Mẹ bé An ";
  await shown.enter();
  equal([entered[0].name, JSON.parse(localStorage.getItem("rooms:choices")).name], ["Mẹ bé An", "Mẹ bé An"]);
});

test("a network that does not reach the school says so, and measures again", async () => {
  let isReached = false;
  const tools = { reach: async () => (isReached ? TOOLS.reach() : { is_reached: false, rtt_ms: null, jitter_ms: null }) };
  const { find, states } = await page({ tools });
  equal([states(), find("[data-advice-words]").textContent.trim(), find('[data-figure="rtt"]').parentElement.hidden], ["ok ok bad", "net_unreached", true]);
  isReached = true;
  find("[data-measure]").click();
  await until(() => states() === "ok ok ok");
  equal([find('[data-figure="rtt"]').textContent, find("[data-advice]").hidden], ["9 ms", true]);
});

test("whoever has measured too often, and is named no servers, still sees a measuring end", async () => {
  const { find, states } = await page({ ice: {} });
  equal([states(), find("[data-measure]").getAttribute("aria-busy")], ["ok ok ok", "false"]);
});

test("a browser without devices can still watch, and says so first", async () => {
  document.body.innerHTML = PAGE("");
  const { DevicePage } = await import("/static/rooms/device.js");
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  const room = document.querySelector("#room");
  const shown = new DevicePage(room.querySelector("[data-page]"), room, TOOLS);
  globalThis.fetch = async () => ({ json: async () => ({ ice_servers: [] }) });
  let entered = 0;
  room.addEventListener("room:enter", () => (entered += 1));
  await shown.begin();
  equal([room.querySelector("[data-obstacle-words]").textContent.trim(), room.querySelector("[data-obstacle]").hidden], ["no_capture", false]);
  await shown.enter();
  equal(entered, 1);
});

test("once inside, the page no longer measures the microphone nor looks for devices", async () => {
  let isMissing = true;
  const { shown, stand, find } = await page({ refuse: (kind) => isMissing && kind === "video" && "NotFoundError" });
  await shown.enter();
  isMissing = false;
  const asked = stand.asked.length;
  const made = [];
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super();
      made.push(this);
    }
  };
  stand.dispatchEvent(new Event("devicechange"));
  await shown.media.setMode("voice");
  find("[data-measure]").click();
  await settled();
  equal([made.length, stand.asked.length - asked], [0, 1]);
});

const STAY = { mic: false, cam: false, hand: true };
const left = async (seconds, isGone = true) => {
  const { remember } = await import("/static/rooms/returning.js");
  remember("an", STAY, isGone, sessionStorage, Date.now() - seconds * 1000);
};

test("a reload in the lesson goes straight in, as quiet and dark as it was, with the hand up", async () => {
  await left(2);
  const { entered, root, find } = await page();
  equal([root.hidden, entered.map(({ media, hand }) => ({ ...media.state, hand }))], [true, [{ mic: false, cam: false, hand: true }]]);
  equal(find("[data-device-title]").textContent.trim(), "going_on");
});

test("a stay that nobody waits for any more, a copy of a tab, and a browser that would ask need a press", async () => {
  for (const [seconds, isGone, isAllowed] of [[60, true, true], [2, false, true], [2, true, false]]) {
    await left(seconds, isGone);
    const { entered, find, shown } = await page({ isAllowed });
    equal([entered.length, find("[data-enter-words]").textContent.trim()], [0, "back"]);
    await shown.enter();
    equal(entered[0].media.state, { mic: false, cam: false });
  }
  await left(3600);
  equal((await page()).find("[data-device-title]").textContent, "Check");
});

test("whoever only watches is asked for no device, and what they chose for lessons stays chosen", async () => {
  localStorage.setItem("rooms:choices", JSON.stringify({ camera: "c1", hands: "phone", listen: "headphones" }));
  const { entered, shown, stand, choose } = await page({ role: "observer" });
  await choose("listen", "speakers");
  await shown.enter();
  const { camera, hands, listen } = JSON.parse(localStorage.getItem("rooms:choices"));
  equal([stand.asked.length, entered[0].media.state, camera, hands, listen], [0, { mic: false, cam: false }, "c1", "phone", "speakers"]);
});

test("a room by relay only where there is no relay is said not to work", async () => {
  const { find, root, states } = await page();
  root.dataset.cutOff = "";
  find("[data-measure]").click();
  await until(() => states() === "ok ok bad");
  equal(find("[data-advice-words]").textContent.trim(), "net_cut_off");
});
