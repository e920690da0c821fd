import { sockets } from "/tests/browser.js";
import { equal, settled, test, until } from "/tests/harness.js";

const PAGE = `<p id="list-said"></p><form><input type="hidden" name="csrfmiddlewaretoken" value="t"></form>
  <article id="detail"><div id="presence" data-beat="/inbox/A/presence/" data-slip="7"></div>
  <form id="deed"><input type="hidden" name="seen" value="4"><textarea id="reason"></textarea></form></article>
  <a data-back-to-list href="#">Back</a>`;
const CHANGED = '<p data-who="Minh">Minh is writing</p><div class="presence__changed">Minh approved it.</div>';
const find = (id) => document.getElementById(id);

let said = [];
let beacons = [];
let answer = "";

async function open() {
  document.body.innerHTML = PAGE;
  [said, beacons, answer] = [[], [], ""];
  globalThis.fetch = async (address, { body }) => {
    said.push([body.get("doing"), body.get("seen")]);
    return new Response(answer);
  };
  navigator.sendBeacon = (address, body) => beacons.push([address, body.get("doing"), body.get("csrfmiddlewaretoken")]);
  const module = await import("/static/forms_intake/inbox/presence.js");
  await settled();
  return module;
}

function type(text) {
  find("reason").value = text;
  find("reason").dispatchEvent(new Event("input", { bubbles: true }));
}

test("an open slip is attended, and followed for who else comes", async () => {
  await open();
  sockets[0].opens();
  equal(said[0], ["viewing", null]);
  equal(sockets[0].sent[0].topics, ["presence:7", "submission:7"]);
});

test("who else is there is shown, and said once", async () => {
  const { beat } = await open();
  answer = '<p data-who="Minh">Minh has this slip open</p>';
  await beat();
  equal(find("presence").textContent, "Minh has this slip open");
  await until(() => find("list-said").textContent === "Minh has this slip open");
  find("list-said").textContent = "";
  answer = '<p data-who="Minh">Minh is writing</p>';
  await beat();
  await settled();
  equal([find("presence").textContent, find("list-said").textContent], ["Minh is writing", ""]);
});

test("the first letter tells colleagues, and from which state of the slip it was written", async () => {
  await open();
  type("L");
  await settled();
  type("Lớ");
  await settled();
  equal(said.slice(1), [["writing", "4"]]);
});

test("what somebody did meanwhile is shown and the text stays", async () => {
  const { beat } = await open();
  type("Lớp kín");
  answer = CHANGED;
  await beat();
  equal([find("presence").querySelector(".presence__changed") !== null, find("reason").value], [true, "Lớp kín"]);
});

test("who takes the text back holds on to nothing", async () => {
  const { beat } = await open();
  type("L");
  type("");
  await beat();
  equal(said.at(-1), ["viewing", null]);
});

test("leaving the slip says so at once, and unfollows it", async () => {
  await open();
  sockets[0].opens();
  document.querySelector("[data-back-to-list]").click();
  await settled();
  equal(beacons, [["/inbox/A/presence/", "gone", "t"]]);
  equal(sockets[0].sent.at(-1), { type: "unsubscribe", topics: ["presence:7", "submission:7"] });
});

test("another slip in the pane ends the first one", async () => {
  const { attend } = await open();
  Object.assign(find("presence").dataset, { beat: "/inbox/B/presence/", slip: "8" });
  attend();
  await settled();
  equal([beacons.length, said.length > 1], [1, true]);
});
