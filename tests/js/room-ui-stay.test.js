import { equal, test } from "/tests/harness.js";
import { orders } from "/static/rooms/people.js";
import { scene, size } from "/static/rooms/scene.js";
import { Stay } from "/static/rooms/stay.js";

const peer = (id, more = {}) => ({ id, display_name: id, is_host: false, role: "student", camera: false, of: null, away: false, state: { cam: true }, permits: {}, ...more });
const welcome = (peers, more = {}) => ({
  type: "welcome", peer: "me", room: { kind: "one-on-one", spotlight: null, locked: false }, you: { is_host: true, role: "host", permits: { share: true } }, peers, lobby: [], ...more,
});
const whats = (happened) => happened.map(({ what }) => what);

function inRoom(...peers) {
  const stay = new Stay({ name: "Hà" });
  stay.apply(welcome(peers));
  return stay;
}

function seen(stay, more = {}) {
  return scene({ stay, live: () => false, paired: () => true, mine: ["face"], pinned: null, ...more });
}

test("a welcome makes me one of the peers, hosts come first, I am not one of the others", () => {
  const stay = inRoom(peer("a"), peer("b", { is_host: true }));
  equal([stay.mine.display_name, stay.isHost, stay.others.map(({ id }) => id)], ["Hà", true, ["b", "a"]]);
});

test("after a resume only who came and who went in between is told", () => {
  const stay = inRoom(peer("a"), peer("b"));
  equal(whats(stay.apply(welcome([peer("b"), peer("c")]))), ["welcome", "joined", "left", "lobby"]);
});

test("the frames missed by a resume do not bring anybody in twice", () => {
  const stay = inRoom(peer("c"));
  equal(whats(stay.apply({ type: "peer.joined", peer: peer("c") })), ["updated"]);
  equal(whats(stay.apply({ type: "peer.left", peer: "a", reason: "left" })), []);
});

test("away is told once, and so is the return", () => {
  const stay = inRoom(peer("a"));
  equal(whats(stay.apply({ type: "peer.away", peer: "a" })), ["updated", "away"]);
  equal(whats(stay.apply({ type: "peer.away", peer: "a" })), ["updated"]);
  equal(whats(stay.apply({ type: "peer.updated", peer: peer("a") })), ["updated", "back"]);
});

test("news of a peer that is unknown are nothing", () => {
  equal(inRoom().apply({ type: "peer.away", peer: "ghost" }), []);
});

test("what I say that I send survives a new welcome and news about me", () => {
  const stay = inRoom();
  equal(stay.say({ mic: true, cam: false }), { mic: true });
  stay.apply(welcome([]));
  stay.apply({ type: "peer.updated", peer: peer("me", { state: { mic: false }, away: true }) });
  equal([stay.mine.state.mic, stay.mine.away], [true, false]);
});

test("becoming a co-host and being allowed to share are told", () => {
  const stay = new Stay();
  stay.apply(welcome([], { you: { is_host: false, role: "student", permits: { share: false } } }));
  equal(whats(stay.apply({ type: "peer.updated", peer: peer("me", { permits: { share: true } }) })), ["updated", "may-share"]);
  equal(whats(stay.apply({ type: "peer.updated", peer: peer("me", { is_host: true, role: "host" }) })), ["updated", "host"]);
  equal(stay.isHost, true);
});

test("the lobby tells only those who are new", () => {
  const stay = inRoom();
  equal(whats(stay.apply({ type: "lobby", waiting: [{ knock: 1 }] })), ["lobby", "knock"]);
  equal(whats(stay.apply({ type: "lobby", waiting: [{ knock: 1 }, { knock: 2 }] })), ["lobby", "knock"]);
  equal(whats(stay.apply({ type: "lobby", waiting: [] })), ["lobby"]);
});

test("locking is told, a new title is not", () => {
  const stay = inRoom();
  equal(whats(stay.apply({ type: "room.updated", room: { title: "x", locked: false } })), ["room"]);
  equal(whats(stay.apply({ type: "room.updated", room: { locked: true } })), ["room", "locked"]);
  equal(stay.room.title, "x");
});

/** A room with A, whose sound and picture run while `path.isRunning`. */
function running(path, ...peers) {
  const stay = new Stay({ isRunning: (id) => path.isRunning && id === "a" });
  stay.apply(welcome([peer("a"), peer("b"), ...peers]));
  return stay;
}
const leaves = (stay, id, reason) => whats(stay.apply({ type: "peer.left", peer: id, reason }));

test("whom only the server has lost stays, as away, while sound and picture run, and for two minutes at most", () => {
  const path = { isRunning: true };
  let now = 0;
  Date.now = () => now + 1_000_000;
  const stay = running(path);
  equal([leaves(stay, "a", "timeout"), leaves(stay, "b", "timeout")], [["updated"], ["left"]]);
  equal([stay.peers.get("a").away, stay.lost.map(({ id }) => id), seen(stay).tiles.map(({ key }) => key), orders(stay.peers.get("a"), stay)], [true, ["a"], ["a/face", "me/face"], ["remove"]]);
  now = 119_000;
  stay.apply(welcome([]));
  equal([whats(stay.letGo()), stay.peers.has("a")], [[], true]);
  now = 121_000;
  equal([whats(stay.letGo()), stay.peers.has("a")], [["left"], false]);
  const other = running(path);
  leaves(other, "a", "timeout");
  path.isRunning = false;
  equal(whats(other.letGo()), ["left"]);
});

test("whoever was removed, or left, is gone at once, however well the connection is", () => {
  for (const reason of ["left", "moved", "removed", undefined]) {
    const stay = running({ isRunning: true });
    equal([leaves(stay, "a", reason), stay.peers.has("a")], [["left"], false]);
  }
  const lost = running({ isRunning: true });
  leaves(lost, "a", "timeout");
  equal(leaves(lost, "a", "removed"), ["left"]);
});

test("who is missing after a resume is judged by the frame that says why, and after a loss of frames is gone", () => {
  const [told, lost] = [running({ isRunning: true }), running({ isRunning: true })];
  equal(whats(told.apply(welcome([], { resumed: true }))), ["welcome", "left", "lobby"]);
  equal([told.peers.has("a"), leaves(told, "a", "removed")], [true, ["left"]]);
  lost.apply(welcome([], { resumed: false }));
  equal(lost.peers.has("a"), false);
});

test("one-on-one is a pair of faces, and alone until somebody comes", () => {
  equal(seen(inRoom()).isAlone, true);
  const found = seen(inRoom(peer("a")));
  equal([found.layout, found.isAlone, found.tiles.map(({ key }) => key)], ["pair", false, ["a/face", "me/face"]]);
});

test("a second camera is the hands of its owner, in whichever slot it sends", () => {
  const stay = inRoom(peer("a"), peer("cam", { camera: true, of: "a", display_name: "x" }));
  const hands = (live) => seen(stay, { live }).tiles.find(({ kind }) => kind === "hands");
  equal([hands(() => false).owner.id, hands(() => false).slot], ["a", "hands"]);
  equal(hands((_peer, slot) => slot === "face").slot, "face");
});

test("nobody changes places when the socket comes back", () => {
  const stay = inRoom(peer("a"), peer("b"));
  stay.apply(welcome([peer("c"), peer("b"), peer("a")]));
  equal(stay.others.map(({ id }) => id), ["a", "b", "c"]);
});

test("a second camera shows only what it films", () => {
  const stay = new Stay();
  stay.apply(welcome([peer("a")], { you: { is_host: false, role: "student", permits: {}, camera: true, of: "b" } }));
  equal([seen(stay, { mine: ["hands"] }).tiles.map(({ key }) => key), seen(stay, { mine: ["hands"] }).isAlone], [["me/hands"], false]);
});

test("a shared screen is large, unless I chose another picture", () => {
  const stay = inRoom(peer("a"));
  const live = (id, slot) => id === "a" && slot === "screen";
  equal([seen(stay, { live }).layout, seen(stay, { live }).large], ["stage", "a/screen"]);
  equal(seen(stay, { live, pinned: "a/face" }).large, "a/face");
});

test("in a class the spotlight is large, observers have no picture, and strangers of the star neither", () => {
  const stay = inRoom(peer("a"), peer("b"), peer("o", { role: "observer" }));
  stay.apply({ type: "room.updated", room: { kind: "class" } });
  stay.apply({ type: "spotlight", peer: "b" });
  const found = seen(stay, { paired: (id) => id !== "a" });
  equal([found.layout, found.large, found.tiles.map(({ key }) => key)], ["stage", "b/face", ["b/face", "me/face"]]);
});

test("a class of twenty fits one grid", () => {
  equal([1, 4, 5, 9, 10, 16, 17, 20].map(size), ["few", "few", "some", "some", "many", "many", "full", "full"]);
});
