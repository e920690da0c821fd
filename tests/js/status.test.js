import { equal, test } from "/tests/harness.js";

const page = (status, way) => `<p data-said="Now: {status}"></p><div id="head" data-live-part><b data-status="${status}"></b></div>
  <div id="way" data-live-part>${way}</div>`;

/** What `refresh` makes of the open page when the server answers so; whether the page was loaded anew. */
async function refreshed(answer) {
  document.body.innerHTML = page("Received", "one");
  const { refresh } = await import("/static/forms_intake/status.js");
  globalThis.fetch = async () => ({ ok: true, status: 200, text: async () => "", ...answer });
  let isLoaded = false;
  await refresh("/phieu/status/NP/", () => (isLoaded = true));
  return isLoaded;
}

const seen = () => [document.querySelector("#way").textContent, document.querySelector("[data-said]").textContent];

test("another status takes its place, and is said aloud", async () => {
  equal(await refreshed({ text: async () => `<title>NP: Declined</title>${page("Declined", "two")}` }), false);
  equal([...seen(), document.title], ["two", "Now: Declined", "NP: Declined"]);
});

test("a change of anything else is not said aloud", async () => {
  await refreshed({ text: async () => page("Received", "two") });
  equal(seen(), ["two", ""]);
});

test("a page that may no longer be read is left", async () => {
  equal(await refreshed({ ok: false, status: 404 }), true);
  equal(seen(), ["one", ""]);
});

test("a server that is away changes nothing, and is asked again later", async () => {
  let error = null;
  await refreshed({ ok: false, status: 503 }).catch((thrown) => (error = thrown));
  equal([error?.message, ...seen()], ["the page answers 503", "one", ""]);
});
