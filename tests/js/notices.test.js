import { equal, test } from "/tests/harness.js";

const BELL = (unread, words, lines = "") => `
  <details class="bell" data-bell data-topic="notices:1" data-address="/notices/bell/" data-unread="${unread}">
    <summary data-bell-button><span data-bell-words>${words}</span><span data-bell-figure>${unread || ""}</span></summary>
    <div data-bell-panel>${lines}</div><span data-bell-status></span>
  </details>`;

const LINES = '<ul><li><a href="/notices/2/">two</a></li><li><a href="/notices/1/">one</a></li></ul>';

async function bell(unread, answers) {
  document.body.innerHTML = BELL(unread, "before");
  globalThis.fetch = async () => answers.shift();
  const notices = await import("/static/forms_intake/notices.js");
  return { place: document.querySelector("[data-bell]"), ...notices };
}

const page = (text, more = {}) => ({ ok: true, redirected: false, text: async () => text, ...more });
const status = (place) => place.querySelector("[data-bell-status]").textContent;
const panel = (place) => place.querySelector("[data-bell-panel]");

test("a figure that grows is said, one that shrinks is not", async () => {
  const { place, refresh } = await bell(1, [page(BELL(2, "two unread")), page(BELL(0, "none unread"))]);
  await refresh(place);
  equal([place.querySelector("[data-bell-figure]").textContent, status(place)], ["2", "two unread"]);
  await refresh(place);
  equal([place.querySelector("[data-bell-words]").textContent, status(place)], ["none unread", "two unread"]);
});

test("a closed panel is left alone, an open one is filled and keeps the focus", async () => {
  const { place, refresh } = await bell(1, [page(BELL(1, "x", LINES)), page(BELL(1, "x", LINES)), page(BELL(2, "y", `<p>new</p>${LINES}`))]);
  await refresh(place);
  equal(panel(place).children.length, 0);
  place.open = true;
  await refresh(place);
  place.querySelector("a[href='/notices/1/']").focus();
  await refresh(place);
  equal([panel(place).textContent.startsWith("new"), document.activeElement.getAttribute("href")], [true, "/notices/1/"]);
});

test("the same lines stay where they are", async () => {
  const { place, refresh } = await bell(1, [page(BELL(1, "x", LINES)), page(BELL(1, "x", LINES))]);
  place.open = true;
  await refresh(place);
  const line = place.querySelector("a");
  await refresh(place);
  equal(place.querySelector("a") === line, true);
});

test("a page of sign-in does not land in the bell", async () => {
  const { place, refresh } = await bell(1, [page("<form>sign in</form>", { redirected: true })]);
  let failed = false;
  await refresh(place).catch(() => (failed = true));
  equal([failed, place.dataset.unread], [true, "1"]);
});

test("escape closes the panel and no slip behind it", async () => {
  const { place, tend } = await bell(0, []);
  let heard = 0;
  document.body.addEventListener("keydown", () => (heard += 1));
  tend(place);
  place.open = true;
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  equal([place.open, heard], [false, 0]);
});

test("a click elsewhere closes the panel, one inside does not", async () => {
  const { place, tend } = await bell(0, [page(BELL(0, "x")), page(BELL(0, "x"))]);
  tend(place);
  place.open = true;
  panel(place).click();
  equal(place.open, true);
  document.body.click();
  equal(place.open, false);
});

test("all is marked as read without leaving the page", async () => {
  const form = '<form data-bell-read action="/notices/read/"><input name="until" value="2"></form>';
  const { place, readAll } = await bell(2, [page(""), page(BELL(0, "none"))]);
  panel(place).innerHTML = form;
  await readAll(place, place.querySelector("form"));
  equal([place.dataset.unread, document.activeElement.dataset.bellButton], ["0", ""]);
});
