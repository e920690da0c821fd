import { equal, test } from "/tests/harness.js";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

async function page() {
  document.body.innerHTML = `<a id="paper" href="${PIXEL}" data-picture="giay.jpg" target="_blank">giay.jpg</a>
    <dialog id="paper-sheet"><form method="dialog"><h2></h2><button>Close</button></form><img></dialog>`;
  await import("/static/forms_intake/inbox/papers.js");
  return document.getElementById("paper-sheet");
}

test("a picture opens above the slip and leads back to its link", async () => {
  const sheet = await page();
  const link = document.getElementById("paper");
  link.focus();
  link.click();
  equal([sheet.open, sheet.querySelector("h2").textContent, sheet.querySelector("img").alt], [true, "giay.jpg", "giay.jpg"]);
  const closed = new Promise((resolve) => sheet.addEventListener("close", resolve, { once: true }));
  sheet.querySelector("button").click();
  await closed;
  equal([sheet.open, document.activeElement.id, sheet.querySelector("img").hasAttribute("src")], [false, "paper", false]);
});

test("whoever asks for a tab of its own gets it", async () => {
  const sheet = await page();
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true });
  document.body.addEventListener("click", () => {}, { once: true });
  document.getElementById("paper").removeAttribute("href");
  document.getElementById("paper").dispatchEvent(event);
  equal([event.defaultPrevented, sheet.open], [false, false]);
});
