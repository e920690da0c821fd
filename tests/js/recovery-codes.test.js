import { equal, test, until } from "/tests/harness.js";

const ACTIONS = `<button hidden data-codes-action="save" data-file="codes.txt" data-heading="School"></button>
  <button hidden data-codes-action="print"></button><button hidden data-codes-action="copy" data-said="copied"></button>`;

async function open(clipboard) {
  document.body.innerHTML = `<ul data-codes><li> 111 </li><li>222</li></ul>${ACTIONS}<p data-codes-said></p>`;
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  await import("/static/accounts/js/recovery-codes.js");
  return (action) => document.querySelector(`[data-codes-action=${action}]`);
}

test("copying takes the codes alone, and says so", async () => {
  const copied = [];
  const button = await open({ writeText: async (text) => copied.push(text) });
  button("copy").click();
  const said = document.querySelector("[data-codes-said]");
  await until(() => said.textContent);
  equal([copied, said.textContent], [["111\n222"], "copied"]);
});

test("without a clipboard there is no button for it", async () => {
  const button = await open(undefined);
  equal([button("copy").hidden, button("save").hidden, button("print").hidden], [true, false, false]);
});

test("the file holds heading and codes", async () => {
  const button = await open(undefined);
  const saved = [];
  URL.createObjectURL = (blob) => saved.push(blob) && "blob:1";
  HTMLAnchorElement.prototype.click = function click() {
    saved.push(this.download);
  };
  button("save").click();
  equal([await saved[0].text(), saved[1]], ["School\n\n111\n222\n", "codes.txt"]);
});

test("printing prints", async () => {
  const button = await open(undefined);
  let printed = 0;
  globalThis.print = () => (printed += 1);
  button("print").click();
  equal(printed, 1);
});
