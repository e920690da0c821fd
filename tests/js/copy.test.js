import { equal, test, until } from "/tests/harness.js";

const button = (more = "") =>
  `<div data-copy-part hidden><button data-copy="#it" data-said="copied" data-failed="mark it yourself"${more}></button><p data-copy-said></p></div>`;

async function open(html, clipboard) {
  document.body.innerHTML = html;
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  await import("/static/accounts/js/copy.js");
  const found = (name) => document.querySelector(`[data-copy${name}]`);
  return { part: found("-part"), button: found(""), said: found("-said") };
}

test("copying takes the value of a field, and says so", async () => {
  const copied = [];
  const page = await open(`<textarea id="it"> https://school/x </textarea>${button()}`, {
    writeText: async (text) => copied.push(text),
  });
  page.button.click();
  await until(() => page.said.textContent);
  equal([copied, page.said.textContent, page.part.hidden], [["https://school/x"], "copied", false]);
});

test("the text of a paragraph is copied without the blanks that make it readable", async () => {
  const copied = [];
  const page = await open(`<p id="it">ABCD EFGH</p>${button(' data-copy-text="ABCDEFGH"')}`, {
    writeText: async (text) => copied.push(text),
  });
  page.button.click();
  await until(() => page.said.textContent);
  equal(copied, ["ABCDEFGH"]);
});

test("without a clipboard there is no button for it", async () => {
  const page = await open(`<p id="it">1</p>${button()}`, undefined);
  equal(page.part.hidden, true);
});

test("a browser that refuses is told to the reader, and the text is marked", async () => {
  const page = await open(`<p id="it">ABCD</p>${button()}`, {
    writeText: async () => {
      throw new Error("not allowed");
    },
  });
  page.button.click();
  await until(() => page.said.textContent);
  equal([page.said.textContent, String(getSelection())], ["mark it yourself", "ABCD"]);
});

test("a button that a live page has put there works too", async () => {
  const copied = [];
  const page = await open(`<div id="panel"><p id="it">1</p>${button()}</div>`, { writeText: async (text) => copied.push(text) });
  page.part.outerHTML = button();
  document.querySelector("#panel").dispatchEvent(new CustomEvent("live:swapped", { bubbles: true }));
  document.querySelector("[data-copy]").click();
  await until(() => document.querySelector("[data-copy-said]").textContent);
  equal([copied, document.querySelector("[data-copy-part]").hidden], [["1"], false]);
});
