import { equal, test } from "/tests/harness.js";

/** An open menu with a button in it, and one beside it. */
async function open() {
  document.body.innerHTML = `<details class="more" open><summary>More</summary><button id="print">Print</button></details><button id="other">x</button>`;
  await import("/static/forms_intake/inbox/menu.js");
  return document.querySelector("details");
}

const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

test("Escape closes the menu, leads back to its button, and does nothing else", async () => {
  const menu = await open();
  let heard = 0;
  document.addEventListener("keydown", () => (heard += 1));
  document.querySelector("#print").focus();
  press("Escape");
  equal([menu.open, document.activeElement.tagName, heard], [false, "SUMMARY", 0]);
  press("Escape");
  equal(heard, 1);
});

test("what is chosen closes the menu, and so does a press elsewhere, but not its own button", async () => {
  const menu = await open();
  for (const [pressed, isOpen] of [["#print", false], ["#other", false], ["summary", true]]) {
    menu.open = pressed !== "summary";
    document.querySelector(pressed).click();
    equal(menu.open, isOpen);
  }
});

test("whoever goes past its last button with the keyboard leaves it closed behind them", async () => {
  const menu = await open();
  document.querySelector("summary").focus();
  document.querySelector("#print").focus();
  equal(menu.open, true);
  // Another window, or a part that has just changed in place.
  document.querySelector("#print").blur();
  equal(menu.open, true);
  document.querySelector("#print").focus();
  document.querySelector("#other").focus();
  equal(menu.open, false);
});
