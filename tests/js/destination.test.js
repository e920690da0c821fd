import { equal, settled, test, until } from "/tests/harness.js";

const FORM = `
  <form method="post">
    <input name="chat_id" value=""><input type="hidden" name="chat_name" value="">
    <button type="submit" formaction="/test/" data-test data-failed="try again">Test</button>
    <div data-report></div>
  </form>`;
const FOUND = '<div class="dest__report"><button type="button" data-chat="oc_1" data-chat-name="Giáo vụ">Giáo vụ</button></div>';
const answered = (body, more = {}) => ({ ok: true, redirected: false, text: async () => body, ...more });

async function open(answer) {
  document.body.innerHTML = FORM;
  const asked = [];
  globalThis.fetch = async (address, options) => {
    asked.push([new URL(address).pathname, options.method, options.headers["X-Part"], options.body.get("chat_id")]);
    return answer();
  };
  await import("/static/forms_intake/destination.js");
  const found = (selector) => document.querySelector(selector);
  return { asked, button: found("[data-test]"), report: found("[data-report]"), form: found("form") };
}

test("the findings appear on the page, asked with what stands in the form", async () => {
  const page = await open(() => answered(FOUND));
  page.form.elements.chat_id.value = "oc_7";
  page.button.click();
  equal(page.button.getAttribute("aria-busy"), "true");
  await until(() => page.report.firstElementChild);
  await settled();
  equal([page.asked, page.button.hasAttribute("aria-busy")], [[["/test/", "POST", "report", "oc_7"]], false]);
});

test("a second click while Lark is asked asks nobody", async () => {
  const page = await open(() => new Promise(() => {}));
  page.button.click();
  page.button.click();
  equal(page.asked.length, 1);
});

for (const [name, answer] of [
  ["no network", () => Promise.reject(new TypeError("no network"))],
  ["an error", () => answered("", { ok: false, status: 500 })],
  ["the way to the sign-in", () => answered("", { redirected: true })],
]) {
  test(`${name} is told to the reader, who may try again`, async () => {
    const page = await open(answer);
    page.button.click();
    await until(() => page.report.textContent);
    await settled();
    equal([page.report.textContent, page.button.hasAttribute("aria-busy")], ["try again", false]);
  });
}

test("a chat of the findings goes into the form, and an id that is typed has no name", async () => {
  const page = await open(() => answered(FOUND));
  const { chat_id: id, chat_name: name } = page.form.elements;
  page.button.click();
  await until(() => page.report.firstElementChild);
  page.report.querySelector("[data-chat]").click();
  equal([id.value, name.value, document.activeElement === id], ["oc_1", "Giáo vụ", true]);
  id.value = "oc_2";
  id.dispatchEvent(new Event("input"));
  equal(name.value, "");
});
