import { inWords, tick, worked } from "/static/forms_intake/inbox/promise.js";
import { equal, test } from "/tests/harness.js";

const WORDS = { left: "còn {span}", late: "quá hạn {span}", hour: "{n} hour", hours: "{n} hours", minute: "{n} minute", minutes: "{n} minutes" };

function page(left, { opensIn = -60, closesIn = 36_000 } = {}) {
  const words = Object.entries(WORDS).map(([name, text]) => `data-${name}="${text}"`).join(" ");
  document.body.innerHTML = `
    <div id="promise-words" ${words}></div><div id="rows" data-opens-in="${opensIn}" data-closes-in="${closesIn}"></div>
    <span id="due" data-left="${left}"><span data-left-words>?</span></span>`;
  tick(document, 0);
}

const said = (now) => {
  tick(document, now);
  return document.getElementById("due").textContent;
};

test("hours and minutes as the server would say them", () => {
  equal([13_440, 3600, 61, 0, -1080].map((left) => inWords(left, WORDS)), [
    "còn 3 hours 44 minutes", "còn 1 hour", "còn 2 minutes", "còn 1 minute", "quá hạn 18 minutes",
  ]);
});

test("only time inside working hours has passed", () => {
  equal([worked(100, -60, 1000), worked(2000, -60, 1000), worked(100, 40, 1000), worked(30, 40, 1000)], [100, 1000, 60, 0]);
});

test("a promise counts down, and on when it is missed", () => {
  page(120);
  equal([said(0), said(60_000), said(300_000)], ["còn 2 minutes", "còn 1 minute", "quá hạn 3 minutes"]);
});

test("it rests after the office has closed", () => {
  page(600, { closesIn: 60 });
  equal([said(60_000), said(3_600_000)], ["còn 9 minutes", "còn 9 minutes"]);
});

test("a fresh figure of the server begins anew", () => {
  page(600);
  said(60_000);
  document.getElementById("due").dataset.left = "300";
  equal([said(60_000), said(120_000)], ["còn 5 minutes", "còn 4 minutes"]);
});

test("a page without promises is left alone", () => {
  document.body.innerHTML = '<span data-left="5">kept</span>';
  tick();
  equal(document.body.textContent, "kept");
});
