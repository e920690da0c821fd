import { equal, settled, test } from "/tests/harness.js";
import { Chat } from "/static/rooms/chat.js";
import { Doors, isLastWord } from "/static/rooms/doors.js";
import { lasting, Notice } from "/static/rooms/notice.js";
import { Own } from "/static/rooms/own.js";
import { listed, orders, People } from "/static/rooms/people.js";
import { Stay } from "/static/rooms/stay.js";
import { alone } from "/static/rooms/tiles-words.js";

const peer = (id, more = {}) => ({ id, display_name: id, is_host: false, role: "student", camera: false, of: null, state: { mic: true, cam: true }, permits: {}, ...more });
const HOST = { is_host: true, role: "host", permits: {} };
const STUDENT = { is_host: false, role: "student", permits: {} };

function inRoom(you, peers, more = {}) {
  const stay = new Stay({ name: "Hà", ...more });
  stay.apply({ type: "welcome", peer: "me", room: { kind: "class" }, you, peers, lobby: [] });
  return stay;
}

test("the owner makes a co-host of an account, never of a guest, and a co-host of nobody", () => {
  const can = (isOwner, more) => orders(peer("a", more), inRoom(HOST, [peer("a", more)], { isOwner })).includes("cohost");
  equal([can(true), can(true, { guest: true }), can(false)], [true, false, false]);
});

test("a second camera stands behind its person in the list", () => {
  const stay = inRoom(HOST, [peer("a"), peer("b"), peer("hands", { camera: true, of: "a" }), peer("mine", { camera: true, of: "me" }), peer("lost", { camera: true, of: "gone" })]);
  equal(listed(stay).map(({ id }) => id), ["me", "mine", "a", "hands", "b", "lost"]);
});

test("a student learns that the teacher has gone, and who was never met is waited for", () => {
  const stay = inRoom(STUDENT, [peer("t", { is_host: true })]);
  equal([alone(inRoom(STUDENT, [])), alone(inRoom(HOST, []))], [["alone-title", "alone"], ["alone-title", "alone-host"]]);
  equal(lasting(stay, false), []);
  stay.apply({ type: "peer.left", peer: "t", reason: "timeout" });
  equal([alone(stay), lasting(stay, true), lasting(stay, false)], [["host-gone", "host-gone-words"], [], ["host-gone", "host-gone-words"]]);
  stay.apply({ type: "peer.joined", peer: peer("t2", { is_host: true }) });
  equal(stay.isHostGone, false);
});

test("an error that ends the lesson leaves the word to the end", () => {
  equal(["removed", "banned", "denied", "room_full", "not_allowed", "guest_host"].map(isLastWord), [true, true, true, false, false, false]);
});

test("what just happened goes by itself, what is still so comes back, and a hand can be lowered there", () => {
  const [timers, keep] = [[], globalThis.setTimeout];
  globalThis.setTimeout = (run) => timers.push(run);
  document.body.innerHTML = '<div hidden><p data-notice-words></p><button data-notice-lower hidden></button></div>';
  const [place, lowered] = [document.body.firstElementChild, []];
  const notice = new Notice(place, () => lowered.push(true));
  const seen = () => [place.hidden, place.innerText.trim()];
  notice.keep(["Hand up."], true);
  notice.show("Failed.");
  place.querySelector("button").click();
  equal([seen(), lowered.length, place.querySelector("button").hidden], [[false, "Failed."], 1, false]);
  timers.at(-1)();
  equal(seen(), [false, "Hand up."]);
  notice.keep([], false);
  equal(place.hidden, true);
  globalThis.setTimeout = keep;
});

test("a device that cannot be used is shown, one that was switched off is only said", async () => {
  const media = Object.assign(new EventTarget(), { asked: {}, state: { mic: false, cam: false }, use: async () => {}, set: async () => {}, closeHands: async () => {} });
  const [told, warned] = [[], []];
  const controls = { show: () => {}, press: () => {} };
  const own = new Own({ media, stay: inRoom(STUDENT, []), controls, tell: (key) => told.push(key), warn: (key) => warned.push(key), changed: () => {} });
  own.listen(new AbortController().signal);
  await own.toggleMicrophone(true);
  await own.toggleCamera(true);
  await own.toggleCamera(false);
  media.dispatchEvent(new CustomEvent("lost", { detail: { slot: "audio" } }));
  equal([warned, told], [["lost-audio", "lost-face", "lost-audio"], ["cam-off"]]);
});

test("a phone that is chosen above the hands is no camera of this device, and that is said", async () => {
  const [opened, warned] = [[], []];
  const media = Object.assign(new EventTarget(), { asked: {}, state: {}, openHands: async (device) => opened.push(device) });
  const controls = { show: () => {}, press: () => {} };
  const own = new Own({ media, stay: inRoom(STUDENT, []), controls, tell: () => {}, warn: (key) => warned.push(key), changed: () => {} });
  for (const hands of ["phone", "off", "c2"]) {
    localStorage.setItem("rooms:choices", JSON.stringify({ hands }));
    await own.toggleHands();
  }
  equal([opened, warned], [["", "c2"], ["hands-by-phone"]]);
});

test("a host lowers the hand of another, and a hand that was lowered is told to its person and to the server", () => {
  const hands = (you, state) => orders(peer("a", { state }), inRoom(you, [peer("a", { state })])).includes("lower");
  equal([hands(HOST, { hand: true }), hands(HOST, {}), hands(STUDENT, { hand: true })], [true, false, false]);
  const [warned, changed, pressed, stay] = [[], [], [], inRoom(STUDENT, [])];
  const controls = { press: (...given) => pressed.push(given) };
  const own = new Own({ media: new EventTarget(), stay, controls, tell: () => {}, warn: (key) => warned.push(key), changed: (parts) => changed.push(parts) });
  stay.say({ hand: true });
  own.lowerHand();
  own.lowerHand();
  equal([warned, changed, pressed, stay.state.hand], [["hand-lowered"], [{ hand: false }, { hand: false }], [["hand", false]], false]);
});

test("the button for all hands is there while one is up, and leaves nobody without focus", () => {
  document.body.innerHTML = `<h2 id="side-title" tabindex="-1"></h2><dialog id="lesson-remove"></dialog><ul data-people></ul>
    <button data-people-do="lower-all"></button><button data-people-do="lock"></button><template id="lesson-person"><li><b data-who></b><i data-marks></i><i data-dot></i>
    <button data-person-more></button><div data-person-do><button data-do="spotlight"></button><button data-do="permit"></button></div></li></template>`;
  const [sent, button] = [[], document.querySelector("[data-people-do=lower-all]")];
  const people = new People(document.body, (frame) => sent.push(frame), () => {});
  const drawn = (hand) => {
    people.draw(inRoom(HOST, [peer("a", { state: { hand } })]), () => true);
    return button.hidden;
  };
  equal([drawn(false), drawn(true)], [true, false]);
  button.focus();
  button.click();
  equal([drawn(false), document.activeElement.id, sent], [true, "side-title", [{ type: "lower", peer: "all" }]]);
});

test("who only watches reads along and has nothing to write with", () => {
  document.body.innerHTML = '<p data-chat-readers hidden></p><form data-chat-form><select data-chat-to><option></option></select><textarea data-chat-text></textarea></form>';
  const hidden = (role) => {
    new Chat(document.body, inRoom({ ...STUDENT, role }, []), () => {}).draw();
    return ["form", "readers"].map((name) => document.querySelector(`[data-chat-${name}]`).hidden);
  };
  equal([hidden("observer"), hidden("student")], [[true, false], [false, true]]);
});

test("the lobby shows my picture only when there is one", async () => {
  document.body.innerHTML = '<div id="l"><div data-view="waiting"><h1></h1><p data-waiting-words></p><figure><video data-waiting-me></video></figure></div></div>';
  const doors = new Doors(document.querySelector("#l"), {});
  const isHidden = () => document.querySelector("figure").hidden;
  doors.waiting("lobby", "Hà", null);
  equal(isHidden(), true);
  doors.waiting("lobby", "Hà", document.createElement("canvas").captureStream().getVideoTracks()[0]);
  await settled();
  equal(isHidden(), false);
});

test("whom a closed room puts out looks again at its page, a host opens it again", () => {
  document.body.innerHTML = `<div id="l"><div data-view="over"><h1 data-over-title></h1><p data-over-words></p>
    ${["again", "reopen", "retry"].map((name) => `<a data-over="${name}"></a>`).join("")}</div></div>`;
  const ways = (key, canReopen) => {
    new Doors(document.querySelector("#l"), {}).over(key, canReopen);
    return [...document.querySelectorAll("[data-over]")].filter((way) => !way.hidden).map((way) => way.dataset.over);
  };
  equal([ways("ended", false), ways("idle", true), ways("left", true), ways("no-room", false)], [["retry"], ["reopen"], ["again"], []]);
});
