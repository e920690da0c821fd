import { sockets } from "/tests/browser.js";
import { equal, test, until } from "/tests/harness.js";

const part = (words) => `<div id="tasks" data-live-part data-follow="tasks">${words}</div>`;
const serves = (html, more = {}) => async () => ({ ok: true, text: async () => html, ...more });

/** What the page shows once the server has answered so. */
async function shown(ask) {
  document.body.innerHTML = part("one");
  const { refresh } = await import("/static/forms_intake/inbox/live-page.js");
  await refresh(ask).catch(() => {});
  return document.querySelector("#tasks").textContent;
}

test("what has changed takes its place", async () => {
  equal(await shown(serves(part("two"))), "two");
});

test("a server that is away, or asks who is there, changes nothing", async () => {
  equal([await shown(serves(part("two"), { ok: false })), await shown(serves(part("two"), { redirected: true }))], ["one", "one"]);
});

test("it looks when one of its topics has changed", async () => {
  document.body.innerHTML = part("one").replace('"tasks">', '"exports submissions">');
  globalThis.fetch = serves(part("two"));
  await import("/static/forms_intake/inbox/live-page.js");
  sockets[0].opens();
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["exports", "submissions"] }]);
  sockets[0].says("changed", "submissions");
  await until(() => document.querySelector("#tasks").textContent === "two");
});
