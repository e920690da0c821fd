import { equal, test } from "/tests/harness.js";

test("the link leads to the file of the list that is shown now", async () => {
  document.body.innerHTML = `<a id="export-link" href="/inbox/export/?view=mine"></a><div id="rows" data-address="/inbox/?view=done&q=An"></div>`;
  const { follow } = await import("/static/forms_intake/inbox/export-link.js");
  follow();
  equal(document.getElementById("export-link").getAttribute("href").endsWith("/inbox/export/?view=done&q=An"), true);
});
