import { equal, test } from "/tests/harness.js";

const page = (state, words) => `<p id="export-said"></p><div id="export" data-live-part data-said="${state}">${words}</div>`;

/** What the page shows and says after the server has answered so. */
async function refreshed(answer) {
  document.body.innerHTML = page("Waiting", "one");
  const { refresh } = await import("/static/forms_intake/inbox/export.js");
  globalThis.fetch = async () => ({ ok: true, text: async () => "", ...answer });
  await refresh();
  return [document.querySelector("#export").textContent, document.querySelector("#export-said").textContent];
}

test("a new state takes its place, and is said aloud", async () => {
  equal(await refreshed({ text: async () => page("Ready", "two") }), ["two", "Ready"]);
});

test("how far it is is shown and not said", async () => {
  equal(await refreshed({ text: async () => page("Waiting", "three") }), ["three", ""]);
});

test("a server that is away changes nothing", async () => {
  equal(await refreshed({ ok: false }), ["one", ""]);
});
