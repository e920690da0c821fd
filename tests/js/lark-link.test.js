import { equal, test } from "/tests/harness.js";

async function look(here, there) {
  document.body.innerHTML = `<ul data-linked="${here}"></ul>`;
  const { look } = await import("/static/forms_intake/lark_link.js");
  globalThis.fetch = async () => ({ ok: true, redirected: false, text: async () => `<ul data-linked="${there}"></ul>` });
  let left = false;
  await look("/accounts/lark/", () => (left = true));
  return left;
}

test("the code is left behind once the server knows of the link", async () => {
  equal(await look(0, 1), true);
});

test("a line that was down for a while leaves the code in sight", async () => {
  equal(await look(0, 0), false);
});
