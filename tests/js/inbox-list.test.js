import { equal, test } from "/tests/harness.js";

const row = (id) => `<li id="${id}"><a href="/${id}/">${id}</a></li>`;
const rows = (ids, more = "") => `<div id="rows" data-address="/inbox/" data-as-of="${more || "10:00:00"}" data-opens-in="0" data-closes-in="9"><ul class="items" id="items" tabindex="0">${ids.map(row).join("")}</ul><div id="chips" data-live-part>${more}</div></div>`;
const shown = () => [...document.querySelectorAll("#items > li")].map((one) => one.id).join(" ");
const find = (id) => document.getElementById(id);

async function open(ids, answer = {}) {
  document.body.innerHTML = `<time id="as-of"></time><p id="list-said" data-new-one="1 new" data-new-many="{n} new"></p><button id="show-new" hidden></button>${rows(ids)}`;
  const asked = [];
  globalThis.fetch = async (address, options) => {
    asked.push([address, options.headers["HX-Request"]]);
    return { ok: true, status: 200, text: async () => answer.body, ...answer };
  };
  const list = await import("/static/forms_intake/inbox/list.js");
  return { asked, ...list };
}

test("the list asks at its own address and takes what differs", async () => {
  const { asked, refresh } = await open(["a"], { body: rows(["n", "a"], "10:00:30") });
  await refresh();
  equal([asked, shown(), find("as-of").textContent, find("chips").textContent, find("list-said").textContent], [[["/inbox/", "true"]], "n a", "10:00:30", "10:00:30", "1 new"]);
});

test("further down new rows wait behind a button that says how many", async () => {
  const { show, showHeld } = await open(["a"]);
  const fresh = () => new DOMParser().parseFromString(rows(["x", "y", "a"]), "text/html");
  show(fresh(), { hold: true });
  equal([shown(), find("show-new").hidden, find("show-new").textContent], ["a", false, "2 new"]);
  showHeld();
  equal([shown(), find("show-new").hidden, document.activeElement.textContent], ["x y a", true, "x"]);
});

test("an answer to a list that is no longer shown is dropped", async () => {
  const { refresh } = await open(["a"], { body: rows(["n"]) });
  const waiting = refresh();
  find("rows").dataset.address = "/inbox/?view=done";
  await waiting;
  equal(shown(), "a");
});

test("an answer that is no list leaves the old one, and is asked for again", async () => {
  const { refresh } = await open(["a"], { ok: false, status: 503 });
  let failed = false;
  await refresh().catch(() => (failed = true));
  equal([failed, shown()], [true, "a"]);
});
