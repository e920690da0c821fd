import { equal, test } from "/tests/harness.js";

const SHEETS = ["/static/school/css/tokens.css", "/static/school/css/components.css", "/static/rooms/lesson.css"];

/** The markup in a window of this width, dressed as in a lesson. */
async function window_(width, markup) {
  const styles = await Promise.all(SHEETS.map(async (address) => (await fetch(address)).text()));
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 720px; border: 0`;
  document.body.append(frame);
  frame.contentDocument.write(`<!doctype html><style>${styles.join("\n")}</style><body class="room-page in-lesson is-inside"><main>${markup}</main>`);
  frame.contentDocument.close();
  return frame.contentDocument;
}

const lesson = (inside, kind = "pair") => `<div id="room"><section class="lesson lesson--${kind}"><div class="lesson__in">${inside}</div></section></div>`;
const is = (page, selector) => getComputedStyle(page.querySelector(selector)).display !== "none";
const box = (page, selector) => page.querySelector(selector).getBoundingClientRect();
const tiles = (count, layout) => `<div class="lesson__body"><div class="stage"><section class="tiles ${layout}">${'<figure class="tile"></figure>'.repeat(count)}</section></div></div>`;

test("a knock can be answered whichever panel is open", async () => {
  const knock = '<div data-knocks><div class="knock"><b>i</b><p>An</p><div class="knock__do"><button id="admit">a</button><button id="deny">d</button></div></div></div>';
  const body = `<div class="lesson__body"><div class="stage"><section class="tiles"></section>${knock}</div><aside class="side"><header class="side__head">x</header></aside></div>`;
  for (const width of [360, 768, 1280]) {
    const page = await window_(width, lesson(body));
    for (const id of ["admit", "deny"]) {
      const { x, y } = box(page, `#${id}`);
      equal([width, page.elementFromPoint(x + 3, y + 3).id], [width, id]);
    }
  }
});

test("a device that is off keeps its name on a phone", async () => {
  const button = '<button class="ctl ctl--device" aria-pressed="false"><span><span class="ctl__word">Micro</span><span class="ctl__off is-off">off</span></span></button>';
  for (const width of [360, 1280]) {
    const page = await window_(width, lesson(`<nav class="controls">${button}</nav>`));
    equal([is(page, ".ctl__word"), is(page, ".ctl__off")], [true, width === 1280]);
  }
});

test("nothing but the lesson is on the page once somebody went in", async () => {
  const page = await window_(360, `<div role="status"><ul class="stack messages"><li>Hello</li></ul></div>${lesson("")}`);
  equal([is(page, "main > [role=status]"), is(page, "#room")], [false, true]);
});

test("three pictures fill a tablet and a desktop, and the odd one stands in the middle", async () => {
  for (const width of [768, 1280]) {
    const page = await window_(width, lesson(tiles(3, "tiles--grid tiles--few"), "class"));
    const [first, , last] = [...page.querySelectorAll(".tile")].map((tile) => tile.getBoundingClientRect());
    equal([width, last.bottom > 690, Math.round(last.left + last.right) === width, Math.abs(first.width - last.width) < 8], [width, true, true, true]);
  }
});

test("a second camera fills its page, on a phone and on a desktop", async () => {
  for (const width of [360, 1280]) {
    const page = await window_(width, lesson(tiles(1, "tiles--grid tiles--few"), "class lesson--camera"));
    equal([width, box(page, ".tile").width > width * 0.9], [width, true]);
  }
});

test("on a small tile the button leaves the face free, and my own name stands there", async () => {
  const name = '<figcaption class="tile__name"><span class="dot"></span><span class="tile__who">An</span><span class="tile__you">(you)</span></figcaption>';
  const button = '<div class="tile__do"><button data-do="large"><svg class="icon"></svg></button></div>';
  const strip = `<div class="tiles__strip"><figure class="tile tile--me">${name}${button}</figure></div>`;
  const page = await window_(360, lesson(`<section class="tiles tiles--stage">${strip}</section>`, "class"));
  equal([box(page, ".icon").width <= 24, box(page, ".tile__do button").width > 120, box(page, ".tile__who").width > 12, box(page, ".tile__you").width <= 1], [true, true, true, true]);
});

test("a phone's menu repeats nothing of its bar", async () => {
  const menu = '<button class="is-narrow menu__hand"></button><button class="is-narrow menu__people"></button>';
  const seen = async (kind) => {
    const page = await window_(360, lesson(`<div class="menu">${menu}</div>`, kind));
    return [is(page, ".menu__hand"), is(page, ".menu__people")];
  };
  equal([await seen("pair"), await seen("class"), await seen("class lesson--host")], [[true, false], [false, true], [true, false]]);
});
