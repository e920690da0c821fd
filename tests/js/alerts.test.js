import { equal, test } from "/tests/harness.js";

const BANNER = '<section data-alerts-address="/lark/alerts/"><div role="status" data-alerts-lines></div></section>';

async function banner(answers) {
  document.body.innerHTML = BANNER;
  globalThis.fetch = async () => answers.shift();
  const { refresh } = await import("/static/forms_intake/alerts.js");
  const place = document.querySelector("section");
  return { lines: place.firstElementChild, refresh: () => refresh(place) };
}

const page = (text, more = {}) => ({ ok: true, redirected: false, text: async () => text, ...more });

test("what breaks appears, and what is mended goes", async () => {
  const { lines, refresh } = await banner([page("\n<div>held</div>\n"), page("\n")]);
  await refresh();
  equal(lines.textContent, "held");
  await refresh();
  equal(lines.innerHTML, "");
});

test("the same words stay where they are, and are not read out again", async () => {
  const { lines, refresh } = await banner([page("<div>held</div>"), page(" <div>held</div> ")]);
  await refresh();
  const line = lines.firstElementChild;
  await refresh();
  equal(lines.firstElementChild === line, true);
});

test("a page of sign-in does not land in the banner", async () => {
  const { lines, refresh } = await banner([page("<form>sign in</form>", { redirected: true })]);
  let failed = false;
  await refresh().catch(() => (failed = true));
  equal([failed, lines.innerHTML], [true, ""]);
});
