import { equal, test } from "/tests/harness.js";

const SHEETS = ["school/css/tokens.css", "school/css/components.css", "rooms/lesson.css"];

/** A lesson in a window of this size, with these pictures on its stage. */
async function frame(width, height, tiles) {
  const styles = await Promise.all(SHEETS.map(async (sheet) => (await fetch(`/static/${sheet}`)).text()));
  const shown = document.createElement("iframe");
  Object.assign(shown.style, { width: `${width}px`, height: `${height}px`, border: 0 });
  shown.srcdoc = `<!doctype html><style>${styles.join("")}</style><body class="room-page in-lesson"><main class="room-main">
    <section class="lesson lesson--pair"><div class="lesson__in lacquer"><header class="lesson__bar"></header><div class="lesson__body">
    <div class="stage"><div class="tiles ${tiles}</div></div></div><div class="controls"><button class="ctl"></button></div></div></section></main>`;
  const isLoaded = new Promise((resolve) => (shown.onload = resolve));
  document.body.replaceChildren(shown);
  await isLoaded;
  return shown.contentDocument;
}

const PAIR = 'tiles--pair"><article class="tile tile--them"></article><article class="tile tile--me"></article>';
const ALONE = 'tiles--pair"><div class="tiles__alone">…</div><article class="tile tile--me"></article>';
const LARGE = 'tiles--stage"><article class="tile tile--large"></article><div class="tiles__strip"><article class="tile"></article></div>';

test("in a low window, and at 200 %, the picture ends above the controls", async () => {
  for (const [width, height] of [[640, 400], [740, 360], [900, 414]]) {
    for (const tiles of [PAIR, ALONE, LARGE]) {
      const page = await frame(width, height, tiles);
      const edge = page.querySelector(".controls").getBoundingClientRect().top;
      const ends = [...page.querySelectorAll(".tile, .tiles__alone")].map((tile) => tile.getBoundingClientRect().bottom <= edge);
      equal([tiles, width, ends, page.documentElement.scrollHeight <= height], [tiles, width, ends.map(() => true), true]);
    }
  }
});
