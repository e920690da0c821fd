import { swapParts } from "/static/school/js/live-parts.js";
import { equal, test } from "/tests/harness.js";

const part = (inside, id = "panel") => `<div id="${id}" data-live-part>${inside}</div>`;
const find = (id) => document.getElementById(id);

function open(inside) {
  document.body.innerHTML = `<p>before</p>${inside}`;
}

/** What the server answers now. */
function arrives(inside) {
  swapParts(new DOMParser().parseFromString(`<body><p>after</p>${inside}</body>`, "text/html"));
}

test("a part that differs takes the place of the old one, and nothing else does", () => {
  open(part("one") + part("same", "other"));
  const other = find("other");
  arrives(part("two") + part("same", "other"));
  equal([find("panel").textContent, find("other") === other, document.querySelector("p").textContent], ["two", true, "before"]);
});

test("a new token and what else is made anew for each look are no difference", () => {
  const token = (value) => part(`one<input type="hidden" name="csrfmiddlewaretoken" value="${value}"><b data-made-anew>${value}</b>`);
  open(token("a"));
  const before = find("panel");
  arrives(token("b"));
  equal(find("panel") === before, true);
});

test("what scripts did to a part is no difference to what the server said", () => {
  open(part("one"));
  arrives(part("two"));
  find("panel").append("!");
  arrives(part("two"));
  equal(find("panel").textContent, "two!");
});

test("what was opened stays open, and what was closed stays closed", () => {
  const details = (text) => part(`<details id="a"><summary>x</summary></details><details id="b" open></details>${text}`);
  open(details("one"));
  find("a").open = true;
  find("b").open = false;
  arrives(details("two"));
  equal([find("a").open, find("b").open, find("panel").textContent], [true, false, "xtwo"]);
});

test("what somebody has opened is no difference to what the server said", () => {
  open(part('<details id="a"><summary>x</summary></details>'));
  const before = find("panel");
  find("a").open = true;
  arrives(part('<details id="a"><summary>x</summary></details>'));
  equal(find("panel") === before, true);
});

test("the focus stays on the button that had it", () => {
  open(part('<button id="again">one</button>'));
  find("again").focus();
  arrives(part('<p>new</p><button id="again">two</button>'));
  equal([document.activeElement.id, document.activeElement.textContent], ["again", "two"]);
});

test("whoever types is left alone until the next change", () => {
  const typed = (text) => part(`${text}<input id="reason">`);
  open(typed("one"));
  find("reason").focus();
  find("reason").value = "Phiếu";
  arrives(typed("two"));
  equal(find("panel").textContent, "one");
  find("reason").blur();
  arrives(typed("two"));
  equal([find("panel").textContent, find("reason").value], ["two", "Phiếu"]);
});

test("text that is marked to be copied stays marked", () => {
  open(part('<span id="log">20261121-LOG</span>'));
  getSelection().selectAllChildren(find("log"));
  arrives(part('<span id="log">20261121-LOG</span> two'));
  equal(String(getSelection()), "20261121-LOG");
});

test("each new part says so", () => {
  const heard = [];
  document.addEventListener("live:swapped", (event) => heard.push(event.target.id));
  open(part("one"));
  arrives(part("two"));
  equal(heard, ["panel"]);
});

test("a page without the part changes nothing", () => {
  open(part("one"));
  arrives("");
  equal(find("panel").textContent, "one");
});

test("a part for which a file was chosen waits, and a chooser without one is swapped", () => {
  const chooser = (text) => part(`${text}<input type="file" id="papers">`);
  open(chooser("one"));
  arrives(chooser("two"));
  equal(find("panel").textContent, "two");
  const files = new DataTransfer();
  files.items.add(new File(["x"], "giay.pdf"));
  find("papers").files = files.files;
  arrives(chooser("three"));
  equal([find("panel").textContent, find("papers").files.length], ["two", 1]);
});
