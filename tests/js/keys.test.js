import { equal, settled, test, until } from "/tests/harness.js";

const row = (reference, more = "") => `<li id="slip-${reference}" data-reference="${reference}" data-revision="3">
  <input class="item__tick" type="checkbox" form="bulk" name="row" value="${reference}:3"><a class="item" href="#${reference}" ${more}>${reference}</a></li>`;
const PAGE = `
  <input id="q"><p id="list-said"></p><div id="toasts"></div><div id="left-as-is"></div><div id="last-deed"></div>
  <form id="bulk" action="/inbox/bulk/take/" data-nothing="Tick first" data-offline="Offline">
    <input type="hidden" name="csrfmiddlewaretoken" value="t"><label class="bulk__all" hidden><input type="checkbox" id="tick-all"></label>
    <p id="ticked" data-one="1 slip" data-many="{n} slips"></p><button type="button" id="tick-none" hidden>x</button>
    <button data-deed="approve">Approve</button><button data-deed="decline">Decline</button><button data-deed="archive">Archive</button>
    <button type="button" id="bulk-more" aria-expanded="false" hidden>Others</button></form>
  <div id="rows" data-address="/inbox/?view=mine"><ul class="items" id="items" tabindex="0">${row("A")}${row("B")}${row("C")}</ul></div>
  <article id="detail" tabindex="-1"><button id="other">x</button></article><textarea id="note"></textarea>
  <dialog id="keys" data-is-on="yes"></dialog><dialog id="bulk-question"></dialog><button data-keys-sheet hidden>?</button>`;
const told = (said) => `<template data-part="toasts"><div data-toast><p>${said}</p>
  <form data-undo action="/inbox/undo/"><input name="word" value="w"></form></div></template>
  <template data-part="last-deed"></template><template data-part="left-as-is"></template>`;
const find = (id) => document.getElementById(id);
const focused = () => document.activeElement.closest("li")?.dataset.reference ?? document.activeElement.id;
const ticks = () => [...document.querySelectorAll(".item__tick")].map((box) => box.checked);

let asked = [];

async function open(answer = told("Approved: A")) {
  document.body.innerHTML = PAGE;
  asked = [];
  globalThis.fetch = async (address, { body }) => {
    asked.push([address, body.getAll("row"), body.get("query"), body.get("word")]);
    return new Response(answer);
  };
  return import("/static/forms_intake/inbox/keys.js");
}

function press(key, options = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}

test("j and k go from row to row and stop at the ends, arrows only within the list", async () => {
  await open();
  equal(press("ArrowDown"), false);
  const way = ["j", "j", "j", "j", "k", "ArrowUp", "k", "ArrowDown"].map((key) => [press(key), focused()][1]);
  equal(way, ["A", "B", "C", "C", "B", "A", "A", "B"]);
});

test("j on the last row turns to the next page, k on the first one back, and the focus goes on there", async () => {
  await open();
  const turned = [];
  const settle = () => find("rows").dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  find("rows").insertAdjacentHTML("beforeend", '<nav class="pager"><a rel="prev" href="#p">Newer</a><a rel="next" href="#n">Older</a></nav>');
  find("rows").addEventListener("click", (event) => turned.push(event.target.rel));
  ["j", "j", "j", "j", "j"].forEach((key) => press(key));
  equal([turned, focused()], [["next"], "C"]);
  find("items").innerHTML = row("D") + row("E");
  settle();
  equal(focused(), "D");
  press("k");
  find("items").innerHTML = row("F") + row("G");
  settle();
  equal([turned, focused()], [["next", "prev"], "G"]);
});

test("a page that does not come is asked for again", async () => {
  await open();
  let turned = 0;
  find("rows").insertAdjacentHTML("beforeend", '<nav class="pager"><a rel="next" href="#n">Older</a></nav>');
  find("rows").addEventListener("click", () => (turned += 1));
  const failed = () => document.dispatchEvent(new CustomEvent("htmx:afterRequest", { detail: { successful: false } }));
  ["j", "j", "j", "j"].forEach((key) => press(key));
  failed();
  press("j");
  equal(turned, 2);
});

test("beyond the last row of a column comes its own next page, or the next column", async () => {
  await open();
  const turned = [];
  const column = (rows, pager) => `<section class="column"><ul>${rows}</ul>${pager}</section>`;
  find("rows").innerHTML = column(row("A"), "") + column(row("B"), '<nav class="pager"><a rel="next" href="#b">Older</a></nav>') + column(row("C"), "");
  find("rows").addEventListener("click", (event) => turned.push(event.target.getAttribute("href")));
  ["j", "j", "j"].forEach((key) => press(key));
  equal([turned, focused()], [["#b"], "B"]);
});

const column = (name, rows, pager = "") => `<section class="column" id="${name}"><ul>${rows}</ul><nav class="pager">${pager}</nav></section>`;

/** Three columns of which the second is empty. */
async function columns() {
  await open();
  const pager = '<a rel="prev" href="#newer">Newer</a><a rel="next" href="#older">Older</a>';
  find("rows").className = "inbox__rows--board";
  find("rows").innerHTML = column("one", row("A") + row("B")) + column("two", "") + column("three", row("C"), pager);
}

test("the arrows lead from column to column, past those with nothing in them, and nowhere in one list", async () => {
  await columns();
  ["j", "j"].forEach((key) => press(key));
  const way = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"].map((key) => [press(key), focused()][1]);
  equal(way, ["C", "C", "A", "A"]);
  find("rows").className = "";
  equal(press("ArrowRight"), false);
});

test("shift with j and k turns the page of the column with the focus, and the focus stays in it", async () => {
  await columns();
  const turned = [];
  find("rows").addEventListener("click", (event) => turned.push(event.target.hash));
  const settle = () => find("rows").dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  document.querySelector("#three a").focus();
  press("J", { shiftKey: true });
  find("three").querySelector("ul").innerHTML = row("D") + row("E");
  settle();
  equal([turned, focused()], [["#older"], "D"]);
  press("K", { shiftKey: true });
  settle();
  equal([turned, focused()], [["#older", "#newer"], "D"]);
});

test("letters do nothing while somebody types, composes, holds a modifier, reads a dialog or is elsewhere", async () => {
  await open();
  for (const options of [{ isComposing: true }, { keyCode: 229 }, { ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    equal(press("j", options), false);
  }
  equal(press("A", { shiftKey: true }), false);
  for (const id of ["note", "q", "other"]) {
    find(id).focus();
    equal([press("j"), focused()], [false, id]);
  }
  find("other").blur();
  find("keys").showModal();
  equal(press("j"), false);
  equal(asked, []);
});

test("with the switch off no letter acts, but arrows do", async () => {
  await open();
  find("keys").dataset.isOn = "no";
  equal(["j", "x", "z", "?", "/", "e"].map((key) => press(key)), Array(6).fill(false));
  find("items").focus();
  press("ArrowDown");
  equal(focused(), "A");
});

test("Escape and the arrow lead from the search to the first slip, once what was typed is answered", async () => {
  await open();
  find("q").focus();
  equal([press("a"), press("Escape"), focused()], [false, true, "A"]);
  find("q").focus();
  find("q").dispatchEvent(new Event("input", { bubbles: true }));
  equal([press("ArrowDown"), focused()], [true, "q"]);
  find("rows").innerHTML = `<ul class="items">${row("C")}</ul>`;
  find("rows").dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  equal(focused(), "C");
});

test("search, the sheet and undo are reached from anywhere in the page", async () => {
  await open();
  find("other").focus();
  press("/");
  equal(focused(), "q");
  find("other").focus();
  press("?", { shiftKey: true });
  equal(find("keys").open, true);
});

test("x ticks a row, shift and x all from the last tick, and the bar says how many", async () => {
  await open();
  equal(find("bulk").hidden, true);
  press("j");
  press("x");
  equal([ticks(), find("ticked").textContent, find("bulk").hidden], [[true, false, false], "1 slip", false]);
  press("j");
  press("j");
  press("X", { shiftKey: true });
  equal([ticks(), find("ticked").textContent, find("tick-all").checked], [[true, true, true], "3 slips", true]);
});

test("deeds that are done now and then stand behind one button on a phone", async () => {
  await open();
  equal([...document.querySelectorAll(".bulk__rare")].map((button) => button.dataset.deed), ["decline", "archive"]);
  find("bulk-more").click();
  equal([find("bulk").className, find("bulk-more").ariaExpanded, find("bulk-more").hidden], ["bulk--all", "true", false]);
});

test("a deed is for the row with the focus, and the next one has it then", async () => {
  await open();
  press("j");
  press("a");
  await until(() => focused() === "B");
  equal(asked, [["/inbox/bulk/approve/", ["A:3"], "view=mine", null]]);
  equal(find("toasts").textContent.trim().startsWith("Approved: A"), true);
});

test("after taking a slip the focus stays on it", async () => {
  await open();
  press("j");
  press("n");
  await settled();
  await settled();
  equal([asked[0][0], focused()], ["/inbox/bulk/take/", "A"]);
});

test("a deed is for the ticked rows as they were when they were ticked", async () => {
  await open();
  press("j");
  press("x");
  const box = document.querySelector(".item__tick");
  box.value = "A:4";
  box.closest("li").dataset.revision = "4";
  press("e");
  await until(() => asked.length === 1);
  equal(asked[0].slice(0, 2), ["/inbox/bulk/archive/", ["A:3"]]);
  await until(() => !ticks()[0]);
  equal(find("bulk").hidden, true);
});

test("z takes the last deed back", async () => {
  await open();
  press("j");
  press("a");
  await until(() => focused() === "B");
  press("z");
  await until(() => asked.length === 2);
  equal([asked[1][0], asked[1][3]], ["/inbox/undo/", "w"]);
});

test("what has to be asked first is asked in a dialog, and the rows are left as they are", async () => {
  await open('<form data-question="decline" action="/inbox/bulk/decline/"><textarea name="reason" autofocus id="why"></textarea></form>');
  press("j");
  press("t");
  await until(() => find("bulk-question").open);
  equal([focused(), find("toasts").textContent], ["why", ""]);
});

test("a deed that did not reach the server says so and keeps the ticks", async () => {
  await open();
  globalThis.fetch = () => Promise.reject(new TypeError("offline"));
  press("j");
  press("x");
  press("a");
  await until(() => find("left-as-is").textContent === "Offline");
  equal(ticks(), [true, false, false]);
});

test("with no row at all a deed says what to do first", async () => {
  await open();
  press("e");
  await until(() => find("list-said").textContent === "Tick first");
  equal(asked, []);
});

test("Esc comes back to the row that is open", async () => {
  await open();
  document.querySelectorAll("a.item")[1].setAttribute("aria-current", "true");
  find("other").focus();
  press("Escape");
  equal(focused(), "B");
});
