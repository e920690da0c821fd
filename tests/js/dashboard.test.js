import { equal, test } from "/tests/harness.js";

const PAGE = (said) => `<p id="s-arrivals" data-live-part>${said}</p>`;
const answer = (more) => ({ ok: true, redirected: false, text: async () => PAGE("21 slips"), ...more });

async function overview(given) {
  document.body.innerHTML = PAGE("20 slips");
  globalThis.fetch = async () => given;
  return import("/static/forms_intake/dashboard/dashboard.js");
}

const said = () => document.getElementById("s-arrivals").textContent;

test("a look takes over what differs", async () => {
  const { look } = await overview(answer());
  await look();
  equal(said(), "21 slips");
});

test("an answer that is none leaves the page as it is", async () => {
  for (const given of [answer({ ok: false, status: 503 }), answer({ redirected: true })]) {
    const { look } = await overview(given);
    await look().catch(() => {});
    equal(said(), "20 slips");
  }
});
