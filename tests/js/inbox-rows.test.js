import { mergeRows } from "/static/forms_intake/inbox/rows.js";
import { equal, test } from "/tests/harness.js";

const row = (id, text = id) => `<li id="${id}" data-revision="${text}"><input type="checkbox" value="${text}"><a href="/${id}/">${text}</a></li>`;
const parse = (rows) => new DOMParser().parseFromString(`<ul>${rows.join("")}</ul>`, "text/html").querySelector("ul");
const find = (id) => document.getElementById(id);
const ids = () => [...list().children].map((one) => one.id).join(" ");
const list = () => document.querySelector("ul");

function open(...rows) {
  document.body.innerHTML = `<ul tabindex="0">${rows.join("")}</ul>`;
}

const arrives = (rows, options) => mergeRows(list(), parse(rows), options);

test("rows come, go and change places as the server says", () => {
  open(row("a"), row("b"), row("c"));
  arrives([row("d"), row("c"), row("a")]);
  equal(ids(), "d c a");
});

test("a row that changed says so in the same element", () => {
  open(row("a"));
  const before = find("a");
  arrives([row("a", "new")]);
  equal([find("a") === before, find("a").dataset.revision, before.querySelector("a").textContent, before.querySelector("input").value], [true, "new", "new", "new"]);
});

test("focus and ticks stay while rows come in above and around", () => {
  open(row("a"), row("b"));
  find("a").querySelector("input").checked = true;
  find("b").querySelector("a").focus();
  arrives([row("n"), row("b", "new"), row("a", "new")]);
  equal([document.activeElement.parentElement.id, find("a").querySelector("input").checked], ["b", true]);
});

test("what scripts wrote into a row is no difference to what the server said", () => {
  open(row("a"));
  arrives([row("a", "two")]);
  find("a").querySelector("a").textContent = "ticking";
  arrives([row("a", "two")]);
  equal(find("a").textContent, "ticking");
});

test("the focus goes on to the next row when its own goes", () => {
  open(row("a"), row("b"), row("c"));
  find("b").querySelector("a").focus();
  arrives([row("a"), row("c")]);
  equal(document.activeElement.parentElement.id, "c");
});

test("the focus stays in the list when its last row goes", () => {
  open(row("a"));
  find("a").querySelector("a").focus();
  arrives([]);
  equal(document.activeElement === list(), true);
});

test("the open row stays where it was, marked, until it is back or left", () => {
  open(row("a"), row("b"), row("c"));
  find("b").querySelector("a").setAttribute("aria-current", "true");
  arrives([row("a"), row("c")]);
  equal([ids(), find("b").classList.contains("is-gone")], ["a b c", true]);
  arrives([row("a"), row("b"), row("c")]);
  equal([ids(), find("b").classList.contains("is-gone")], ["a b c", false]);
  arrives([row("c")]);
  find("b").querySelector("a").removeAttribute("aria-current");
  arrives([row("c")]);
  equal(ids(), "c");
});

test("new rows above wait while somebody is further down, and those below do not", () => {
  open(row("b"), row("c"));
  const rows = [row("x"), row("y"), row("b"), row("m"), row("c")];
  equal([arrives(rows, { hold: true }), ids()], [2, "b m c"]);
  equal([arrives(rows), ids()], [0, "x y b m c"]);
});
