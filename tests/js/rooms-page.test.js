import { equal, test, until } from "/tests/harness.js";

const knocking = (...knocks) => knocks.map((knock) => `<li data-knock="${knock}"></li>`).join("");
const page = (...knocks) => `<p data-rooms-said></p>
  <div id="rooms-now" data-live-part><div data-waits="${knocks.length} wait">${knocking(...knocks)}</div></div>`;

/** What `refresh` makes of a page on which one knocks, when the server answers so. */
async function refreshed(answer) {
  document.body.innerHTML = page("1");
  const { refresh } = await import("/static/rooms/rooms.js");
  globalThis.fetch = async () => ({ ok: true, status: 200, ...answer });
  await refresh("/rooms/");
}

const said = () => document.querySelector("[data-rooms-said]").textContent;
const there = () => [...document.querySelectorAll("[data-knock]")].map((one) => one.dataset.knock);

test("a new knock is shown and said aloud", async () => {
  await refreshed({ text: async () => page("1", "2") });
  await until(said);
  equal([said(), there()], ["2 wait", ["1", "2"]]);
});

test("somebody who went away is not said aloud", async () => {
  await refreshed({ text: async () => page() });
  await new Promise(requestAnimationFrame);
  equal([said(), there()], ["", []]);
});

test("a server that is away changes nothing, and is asked again later", async () => {
  let error = null;
  await refreshed({ ok: false, status: 503 }).catch((thrown) => (error = thrown));
  equal([error?.message, there()], ["the page answers 503", ["1"]]);
});
