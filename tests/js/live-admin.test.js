import { sockets } from "/tests/browser.js";
import { equal, test, until } from "/tests/harness.js";

const META = '<meta name="live-topic" content="submissions" data-changed="Somebody changed this." data-reload="Reload">';

function row(pk, text, extra = "") {
  return `<tbody><tr><td><input type="checkbox" class="action-select" name="_selected_action" value="${pk}"></td>
    <td><a href="/admin/x/${pk}/">${text}</a>${extra}</td></tr></tbody>`;
}

function list(...rows) {
  const table = rows.length ? `<div><table id="result_list"><thead></thead>${rows.join("")}</table></div>` : "<div>Nothing</div>";
  return `<main id="content-main"><div id="changelist"><form id="changelist-form"><input name="csrfmiddlewaretoken">${table}</form></div>
    </main><footer data-live-count>${rows.length} slips</footer>`;
}

function object(name, note = "") {
  return `<main id="content-main"><form><input name="csrfmiddlewaretoken" value="${note}"><input name="name" value="${name}">
    <div class="readonly">sent</div></form></main>`;
}

/** Opens the page; what the server answers from then on is `server.html`. */
async function open(html) {
  const server = { html, asked: 0, status: 200 };
  document.head.innerHTML = META;
  document.body.innerHTML = html;
  globalThis.fetch = async () => {
    server.asked += 1;
    return new Response(server.html, { status: server.status });
  };
  await import("/static/school/js/live-admin.js");
  sockets[0].opens();
  sockets[0].says("subscribed", "submissions");
  await until(() => server.asked === 1);
  await painted();
  return server;
}

/** The answer has been read and what came of it is on the screen. */
function painted() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

async function changed(server, html) {
  server.html = html;
  sockets[0].says("changed", "submissions");
  await until(() => server.asked === 2);
  await painted();
}

const texts = () => [...document.querySelectorAll("#result_list a")].map((link) => link.textContent);
const box = (pk) => document.querySelector(`.action-select[value="${pk}"]`);

test("a list changes in place, with its count", async () => {
  const server = await open(list(row(1, "one")));
  await changed(server, list(row(2, "two"), row(1, "ONE")));
  equal([texts(), document.querySelector("footer").textContent], [["two", "ONE"], "2 slips"]);
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["submissions"] }]);
});

test("ticked boxes stay ticked, and are the very same boxes", async () => {
  const server = await open(list(row(1, "one"), row(2, "two")));
  const before = box(1);
  before.checked = true;
  await changed(server, list(row(3, "three"), row(2, "two"), row(1, "one")));
  equal([box(1) === before, box(1).checked, box(2).checked, box(3).checked], [true, true, false, false]);
});

test("the focus stays on the row that had it", async () => {
  const server = await open(list(row(1, "one"), row(2, "two")));
  document.querySelector('a[href="/admin/x/2/"]').focus();
  await changed(server, list(row(3, "three"), row(1, "one"), row(2, "TWO")));
  equal(document.activeElement.textContent, "TWO");
  box(1).focus();
  server.asked = 1;
  await changed(server, list(row(1, "one")));
  equal(document.activeElement === box(1), true);
});

test("the focus outside of the list is left alone", async () => {
  const server = await open(`<input id="search">${list(row(1, "one"))}`);
  document.querySelector("#search").focus();
  await changed(server, list(row(2, "two")));
  equal(document.activeElement.id, "search");
});

test("an empty list fills, and a filled one empties", async () => {
  const server = await open(list());
  await changed(server, list(row(1, "one")));
  equal(texts(), ["one"]);
  server.asked = 1;
  await changed(server, list());
  equal([texts(), document.querySelector("#changelist-form").textContent.trim()], [[], "Nothing"]);
});

test("a list into which somebody types is left alone", async () => {
  const server = await open(list(row(1, "one")));
  document.querySelector("#result_list td:last-child").insertAdjacentHTML("beforeend", '<input name="form-0-stock">');
  server.html = list(row(2, "two"));
  sockets[0].says("changed", "submissions");
  await painted();
  equal([server.asked, texts()], [1, ["one"]]);
});

test("an error page never replaces the list", async () => {
  const server = await open(list(row(1, "one")));
  server.status = 503;
  await changed(server, list());
  equal(texts(), ["one"]);
});

test("an object that somebody else changed is announced once, with a way to load it", async () => {
  const server = await open(object("An"));
  await changed(server, object("Anh"));
  const notices = () => [...document.querySelectorAll("[role=status]")].map((line) => line.textContent);
  equal(notices(), ["Somebody changed this. Reload"]);
  equal(document.querySelector("[role=status] a").href, location.href);
  server.asked = 1;
  await changed(server, object("Ánh"));
  equal(notices().length, 1);
});

test("what the reader types and a new token are no change", async () => {
  const server = await open(object("An", "token"));
  document.querySelector("[name=name]").value = "typed";
  await changed(server, object("An", "other token"));
  equal(document.querySelectorAll("[role=status]").length, 0);
});

test("texts that are only shown change in place, without a notice", async () => {
  const server = await open(object("An"));
  await changed(server, object("An").replace("sent", "failed"));
  equal([document.querySelector(".readonly").textContent, document.querySelector("[data-live-notice]")], ["failed", null]);
});

test("other words or buttons around the form are announced", async () => {
  const page = (button) => object("An").replace("<form>", `<form><button>${button}</button></form><form>`);
  const server = await open(page("Revoke"));
  await changed(server, page("Renew"));
  equal(document.querySelectorAll("[data-live-notice]").length, 1);
});

test("a table in which nothing can be typed changes in place", async () => {
  const page = (...names) => object("An").replace("</form>", `<div id="peers-group" data-inline-type="tabular">${names}</div></form>`);
  const server = await open(page("Lan"));
  await changed(server, page("Lan", "Minh"));
  equal([document.querySelector("#peers-group").textContent, document.querySelector("[data-live-notice]")], ["Lan,Minh", null]);
});

test("a page may follow several topics, and is fetched once for all of them", async () => {
  const meta = META.replace("submissions", "roles users");
  document.head.innerHTML = meta;
  document.body.innerHTML = list(row(1, "one"));
  let asked = 0;
  globalThis.fetch = async () => {
    asked += 1;
    return new Response(list(row(1, "two")));
  };
  await import("/static/school/js/live-admin.js");
  sockets[0].opens();
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["roles", "users"] }]);
  sockets[0].says("changed", "roles");
  sockets[0].says("changed", "users");
  await until(() => texts()[0] === "two");
  equal(asked <= 2, true);
});

test("a page without a topic follows nothing", async () => {
  document.body.innerHTML = list(row(1, "one"));
  await import("/static/school/js/live-admin.js");
  equal(sockets.length, 0);
});

test("marked parts of an object's page change in place, without a notice", async () => {
  const part = (text) => `<div id="panel" data-live-part>${text}</div>`;
  const server = await open(object("An") + part("one"));
  await changed(server, object("An") + part("two"));
  equal([document.querySelector("#panel").textContent, document.querySelector("[data-live-notice]")], ["two", null]);
});

test("marked parts above a list change with it", async () => {
  const part = (text) => `<div id="counts" data-live-part>${text}</div>`;
  const server = await open(list(row(1, "one")) + part("1"));
  await changed(server, list(row(1, "one"), row(2, "two")) + part("2"));
  equal(document.querySelector("#counts").textContent, "2");
});

test("what is read stays where it is while more comes in above it, but for who is at the top", async () => {
  const entry = (name) => `<li id="${name}" data-live-entry>${name}${"<br>".repeat(30)}</li>`;
  const page = (...names) => `<main id="content-main"><ol id="list" data-live-part>${names.map(entry).join("")}</ol></main>`;
  const server = await open(page("c", "b", "a"));
  const place = (name) => Math.round(document.getElementById(name).getBoundingClientRect().top);
  scrollTo(0, 200);
  const before = place("b");
  await changed(server, page("e", "d", "c", "b", "a"));
  equal(place("b"), before);
  // The first one that is seen has gone meanwhile.
  server.asked = 1;
  await changed(server, page("f", "e", "d", "b", "a"));
  equal(place("b"), before);
  scrollTo(0, 0);
  server.asked = 1;
  await changed(server, page("g", "f", "b", "a"));
  equal(scrollY, 0);
});
