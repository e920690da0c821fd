import { equal, test } from "/tests/harness.js";
import { trouble, troubled } from "/static/rooms/banner.js";
import { fault, isSending } from "/static/rooms/chat.js";
import { wish } from "/static/rooms/controls.js";
import { ending } from "/static/rooms/doors.js";
import { grade, numbers, overall } from "/static/rooms/lamp.js";
import { blank, cover, initials } from "/static/rooms/tiles-words.js";
import { marks } from "/static/rooms/people.js";
import { clock, filled } from "/static/rooms/words.js";

const key = (key, more = {}) => ({ key, target: document.body, ...more });
const connected = (figures) => ({ state: "connected", figures });

test("a sentence keeps what it has no value for", () => {
  equal(filled("{name} waits {n}", { name: "An" }), "An waits {n}");
});

test("letters act off fields only, never with a modifier, a repeat or a composing keyboard", () => {
  equal(["m", "V", "h", "c", "p", "x"].map((letter) => wish(key(letter))), ["mic", "cam", "hand", "chat", "people", null]);
  equal([{ ctrlKey: true }, { repeat: true }, { isComposing: true }, { keyCode: 229 }].map((more) => wish(key("m", more))), [null, null, null, null]);
  const target = document.createElement("textarea");
  equal(wish(key("m", { target })), null);
});

test("letters wait while a question is open", () => {
  document.body.innerHTML = "<dialog open></dialog>";
  equal(wish(key("m")), null);
});

test("Enter sends, Shift and Enter does not, nor the Enter that ends a composed word", () => {
  equal([{}, { shiftKey: true }, { isComposing: true }, { keyCode: 229 }].map((more) => isSending(key("Enter", more))), [true, false, false, false]);
});

test("the longest message counts bytes, not letters", () => {
  equal([fault("a".repeat(4096)), fault("ộ".repeat(1366))], [null, "chat-too-long"]);
});

test("the lamp: slow or lossy is weak, interrupted is lost, unknown waits", () => {
  equal(grade(connected({ rtt_ms: 24, loss: 0 })), "good");
  equal(grade(connected({ rtt_ms: 400, loss: 0 })), "weak");
  equal(grade(connected({ rtt_ms: 24, loss: 0.1 })), "weak");
  equal([grade({ state: "recovering" }), grade({ state: "connecting" }), grade({})], ["lost", "wait", "wait"]);
});

test("all together are as good as the worst, and alone nothing has been measured", () => {
  equal([overall([], true), overall([], false)], ["alone", "lost"]);
  equal(overall([{ state: "unreached" }], true), "lost");
  equal(overall([connected({}), { state: "interrupted" }], true), "lost");
  equal(overall([connected({})], false), "good");
  equal([overall([{ state: "connecting" }], true), overall([connected({}), { state: "connecting" }], true)], ["wait", "good"]);
});

test("numbers have units, and a dash for what is not known", () => {
  document.documentElement.lang = "vi";
  equal(numbers({ rtt_ms: 24, loss: 0.024, kbps_out: 4200, kbps_in: 510 }), { rtt: "24 ms", loss: "2,4%", out: "4,2 Mb/s", in: "510 kb/s", way: "–" });
  equal(numbers(undefined).rtt, "–");
});

test("the banner tells the server's end from the pictures' end", () => {
  const down = { state: "reconnecting", attempt: 2, due: 4000 };
  equal(trouble({ status: down, broken: [], others: 1, now: 1000 }), { key: "signalling", values: {}, attempt: 3, seconds: 3 });
  equal(trouble({ status: down, broken: ["An"], others: 1, now: 1000 }).key, "signalling-and-media");
  equal(trouble({ status: down, broken: [], others: 0, now: 1000 }).key, "signalling-alone");
  equal(trouble({ status: { state: "open" }, broken: ["An"], others: 1, now: 0 }), { key: "media", values: { name: "An" } });
  equal(trouble({ status: { state: "open" }, broken: [], others: 1, now: 0 }), null);
});

test("the banner tells whom there is no way to, and whom the server has lost while pictures go on", () => {
  const people = [
    { name: "An", state: "unreached", peer: {} },
    { name: "Bình", state: "unreached", peer: { away: true } },
    { name: "Chi", state: "connected", peer: { away: true, lost_at: 1 } },
    { name: "Dung", state: "recovering", peer: {} },
  ];
  equal(troubled(people), { broken: ["Dung"], unreached: ["An"], lost: ["Chi"], others: 4 });
  const told = (some) => trouble({ status: { state: "open" }, ...troubled(some), now: 0 });
  equal([told(people).key, told(people.slice(0, 3)), told(people.slice(1, 3))], ["media", { key: "unreached", values: { name: "An" } }, { key: "lost", values: { name: "Chi" } }]);
});

test("times are written as the reader's language does", () => {
  const at = new Date(2026, 0, 1, 14, 5);
  equal(["vi", "en"].map((lang) => {
    document.documentElement.lang = lang;
    return clock(at).replace(/\s/, " ");
  }), ["14:05", "02:05 PM"]);
});

test("every end has its reason", () => {
  equal(ending({ code: 4410, reason: "host_absent" }), "host-absent");
  equal([ending({ code: 4403, error: "denied" }), ending({ code: 4403, error: "banned" }), ending({ code: 4403 })], ["denied", "removed", "not-allowed"]);
  equal([ending({ code: 4409 }), ending({ code: 4401 }), ending({ code: 4404 }), ending({ code: 1000 }), ending({ code: 1006 })], ["moved", "signed-out", "no-room", "left", "lost"]);
});

test("an error that was long ago does not explain another end", () => {
  equal(ending({ code: 4409, error: "room_full" }), "moved");
});

test("people are called by the last word of a Vietnamese name", () => {
  equal([initials("Nguyễn Bảo An"), initials("Hà"), initials("  "), initials("Đỗ Ánh")], ["NA", "H", "", "ĐÁ"]);
});

test("where no picture is, it says why", () => {
  const tile = { isMine: false, owner: { state: { cam: true } } };
  equal(blank(tile, { hasTrack: true }), null);
  equal([blank(tile, { hasTrack: false, isPaired: true }), blank(tile, { hasTrack: false, isPaired: false })], ["picture-coming", "picture-elsewhere"]);
  equal(blank(tile, { hasTrack: false, isPaired: true, state: "unreached" }), "link-unreached");
  equal(blank({ isMine: false, owner: { state: { cam: false } } }, { hasTrack: false, isPaired: true }), "camera-off");
});

test("a picture that runs is not covered because the server lost its person", () => {
  const tile = { isMine: false, owner: { away: true } };
  equal([cover(tile, "connected"), cover(tile, "recovering"), cover(tile, "connecting")], [null, "tile-recovering", "tile-away"]);
});

test("beside the name that a guest has chosen stands that they are one", () => {
  const stay = { me: "me", room: { spotlight: null } };
  const called = { id: "p1", display_name: "Nguyễn Thị Hà", role: "student", state: { mic: true } };
  equal(marks({ ...called, guest: true }, stay, true), ["mark-guest"]);
  equal(marks({ ...called, guest: false }, stay, true), []);
});
