import { hide, live, minutes, sockets, timers } from "/tests/browser.js";
import { equal, settled, test } from "/tests/harness.js";

/** A list that counts its refetches, on a socket that is open and subscribed. */
async function followed() {
  const { follow } = await live();
  const list = { refetched: 0 };
  list.stop = follow("apples", () => (list.refetched += 1));
  sockets[0].opens();
  sockets[0].says("subscribed", "apples");
  await settled();
  return list;
}

function page(html) {
  document.body.innerHTML = html;
  return document.body.firstElementChild;
}

test("a page that follows nothing opens no socket", async () => {
  await live();
  window.dispatchEvent(new Event("online"));
  hide(false);
  equal(sockets.length, 0);
});

test("one socket serves all topics, each asked for once", async () => {
  const { follow } = await live();
  follow("apples", () => {});
  follow("apples", () => {});
  follow("pears", () => {});
  sockets[0].opens();
  follow("nuts", () => {});
  await settled();
  equal(sockets.map((socket) => socket.address), [`ws://${location.host}/ws/live/`]);
  equal(sockets[0].sent, [
    { type: "subscribe", topics: ["apples", "pears"] },
    { type: "subscribe", topics: ["nuts"] },
  ]);
});

test("a list is fetched when its topic is followed and when it changed", async () => {
  const list = await followed();
  equal(list.refetched, 1);
  sockets[0].says("changed", "apples");
  await settled();
  equal(list.refetched, 2);
  sockets[0].says("changed", "pears");
  await settled();
  equal(list.refetched, 2);
});

test("a list that is followed no more is fetched no more", async () => {
  const list = await followed();
  list.stop();
  sockets[0].says("changed", "apples");
  await settled();
  equal(list.refetched, 1);
});

test("a lost socket is opened again, later each time, and the list is fetched when it is back", async () => {
  const list = await followed();
  for (let attempt = 0; attempt < 7; attempt += 1) {
    sockets.at(-1).breaks();
    timers.at(-1).run();
  }
  equal(timers.map((timer) => timer.after), [0, 300, 1200, 2700, 4800, 7000, 7000]);
  sockets.at(-1).opens();
  sockets.at(-1).says("subscribed", "apples");
  await settled();
  equal(list.refetched, 2);
  sockets.at(-1).breaks();
  equal(timers.at(-1).after, 0);
});

test("a server that accepts and closes at once is not asked without a pause", async () => {
  const { follow } = await live();
  follow("apples", () => {});
  for (let attempt = 0; attempt < 3; attempt += 1) {
    sockets.at(-1).opens();
    sockets.at(-1).breaks();
    timers.at(-1).run();
  }
  equal(timers.map((timer) => timer.after), [0, 300, 1200]);
});

test("a network that comes back is tried at once, and the old socket is forgotten", async () => {
  const list = await followed();
  window.dispatchEvent(new Event("online"));
  equal(sockets.map((socket) => socket.readyState), [3, 0]);
  sockets[0].says("changed", "apples");
  sockets[0].breaks();
  await settled();
  equal([list.refetched, timers.length, sockets.length], [1, 0, 2]);
});

test("a page that is looked at again is fetched, and connected at once if it was waiting", async () => {
  const list = await followed();
  hide(true);
  await settled();
  equal(list.refetched, 1);
  hide(false);
  await settled();
  equal(list.refetched, 2);
  sockets[0].breaks();
  hide(false);
  equal([sockets.length, sockets[1].readyState], [2, 0]);
  hide(false);
  equal(sockets.length, 2);
});

test("every minute a page that is looked at is fetched", async () => {
  const list = await followed();
  minutes[0]();
  await settled();
  equal(list.refetched, 2);
  hide(true);
  minutes[0]();
  await settled();
  equal(list.refetched, 2);
});

test("a page that is left closes its socket and opens it when it is shown again", async () => {
  await followed();
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  equal([sockets[0].readyState, timers.length], [3, 0]);
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  equal(sockets.length, 2);
});

test("elements hear that their topic changed", async () => {
  const list = page('<ul data-live-topic="apples pears:1"></ul>');
  const heard = [];
  document.body.addEventListener("live:changed", (event) => heard.push([event.target === list, event.detail.topic]));
  await live();
  sockets[0].opens();
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["apples", "pears:1"] }]);
  sockets[0].says("changed", "pears:1");
  await settled();
  equal(heard, [[true, "pears:1"]]);
});

test("elements that htmx brings later are followed as well", async () => {
  await live();
  page('<ul data-live-topic="apples"></ul>');
  document.dispatchEvent(new Event("htmx:load"));
  document.dispatchEvent(new Event("htmx:load"));
  sockets[0].opens();
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["apples"] }]);
});

test("a burst of changes is one request of htmx at a time and one after it", async () => {
  const list = page('<ul data-live-topic="apples"></ul>');
  const requests = [];
  list.addEventListener("live:changed", () => {
    requests.push(new EventTarget());
    const detail = { elt: list, xhr: requests.at(-1) };
    list.dispatchEvent(new CustomEvent("htmx:beforeRequest", { bubbles: true, detail }));
  });
  await live();
  sockets[0].opens();
  ["apples", "apples", "apples"].forEach((topic) => sockets[0].says("changed", topic));
  await settled();
  equal(requests.length, 1);
  requests[0].dispatchEvent(new Event("loadend"));
  await settled();
  equal(requests.length, 2);
});

test("a request that never ends holds up the next one for fifteen seconds only", async () => {
  const list = page('<ul data-live-topic="apples"></ul>');
  let told = 0;
  list.addEventListener("live:changed", () => {
    told += 1;
    const detail = { elt: list, xhr: new EventTarget() };
    list.dispatchEvent(new CustomEvent("htmx:beforeRequest", { bubbles: true, detail }));
  });
  await live();
  sockets[0].opens();
  sockets[0].says("changed", "apples");
  sockets[0].says("changed", "apples");
  equal([told, timers.at(-1).after], [1, 15000]);
  timers.at(-1).run();
  await settled();
  equal(told, 2);
});

test("the lamp says in its own words whether the page is live", async () => {
  const lamp = page(`<p data-live-lamp data-live-topic="apples" data-live-on="Live" data-live-off="Reconnecting"
    data-live-refused="Signed out"><span class="lamp"></span> <span data-live-words>Connecting</span></p>`);
  const says = () => [lamp.textContent.trim(), lamp.querySelector(".lamp").className, lamp.dataset.liveLamp];
  await live();
  equal(says(), ["Connecting", "lamp", "new"]);
  sockets[0].opens();
  sockets[0].says("subscribed", "apples");
  equal(says(), ["Live", "lamp lamp--on", "on"]);
  sockets[0].says("refused", "apples");
  equal(says(), ["Signed out", "lamp", "refused"]);
  sockets[0].says("subscribed", "pears");
  equal(says()[2], "refused");
  sockets[0].breaks();
  equal(says(), ["Reconnecting", "lamp", "off"]);
});

test("a first connection that fails is told", async () => {
  const lamp = page(`<p data-live-lamp data-live-topic="apples" data-live-off="Reconnecting"></p>`);
  await live();
  sockets[0].breaks();
  equal(lamp.textContent, "Reconnecting");
});

test("who follows a topic no longer tells the server, once nobody else on the page follows it", async () => {
  const { follow } = await live();
  const stops = [follow("apples:1", () => {}), follow("apples:1", () => {})];
  sockets[0].opens();
  stops[0]();
  await settled();
  equal(sockets[0].sent, [{ type: "subscribe", topics: ["apples:1"] }]);
  stops[1]();
  follow("apples:2", () => {});
  follow("apples:3", () => {});
  await settled();
  equal(sockets[0].sent.slice(1), [
    { type: "unsubscribe", topics: ["apples:1"] },
    { type: "subscribe", topics: ["apples:2", "apples:3"] },
  ]);
});
