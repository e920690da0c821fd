/**
 * Live lists: one socket per page says which topics have changed; what changed is fetched anew from its own address.
 *
 * In HTML: an element with data-live-topic="submissions" gets the event `live:changed` (for htmx:
 * hx-trigger="live:changed"), and one with data-live-lamp shows the state in the words of its data-live-on,
 * data-live-off and data-live-refused. In a module: `follow(topic, refetch)`.
 */

import { waitBefore } from "./backoff.js";
import { coalesced } from "./coalesce.js";

const MINUTE = 60_000;
// A refetch that htmx never finishes must not stop those that follow.
const LONGEST_REFETCH = 15_000;

const refetches = new Map();
const asked = new Set();
let socket = null;
let attempt = 0;
let timer = 0;
// Nothing is lost before a first connection has failed: until then the page's own words stand.
let state = "new";

/**
 * Calls `refetch` when the topic changed, and whenever a change may have been missed; not more often than every `pause`
 * milliseconds. Returns how to stop.
 */
export function follow(topic, refetch, pause = 0) {
  const run = coalesced(refetch, pause);
  refetches.set(topic, (refetches.get(topic) ?? new Set()).add(run));
  if (!socket) {
    connect();
  } else {
    // What is followed and left at once goes into one frame each: the server counts them.
    queueMicrotask(subscribe);
  }
  return () => leaveOff(topic, run);
}

/** The server holds a page to so many topics: the last who stops tells it. */
function leaveOff(topic, run) {
  const runs = refetches.get(topic);
  if (runs?.delete(run) && runs.size === 0) {
    refetches.delete(topic);
    queueMicrotask(subscribe);
  }
}

function connect() {
  clearTimeout(timer);
  asked.clear();
  state = state === "new" ? "new" : "off";
  const old = socket;
  const mine = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws/live/`);
  socket = mine;
  old?.close();
  mine.onopen = subscribe;
  mine.onmessage = (message) => mine === socket && heard(JSON.parse(message.data));
  mine.onclose = () => mine === socket && later();
}

function later() {
  show("off");
  timer = setTimeout(connect, waitBefore(attempt));
  attempt += 1;
}

function atOnce() {
  attempt = 0;
  connect();
}

function isOpen() {
  return socket?.readyState === WebSocket.OPEN;
}

function subscribe() {
  if (!isOpen()) {
    return;
  }
  const left = [...asked].filter((topic) => !refetches.has(topic));
  left.forEach((topic) => asked.delete(topic));
  say("unsubscribe", left);
  const topics = [...refetches.keys()].filter((topic) => !asked.has(topic));
  topics.forEach((topic) => asked.add(topic));
  say("subscribe", topics);
}

function say(type, topics) {
  if (topics.length > 0) {
    socket.send(JSON.stringify({ type, topics }));
  }
}

function heard({ type, topic }) {
  if (type !== "changed") {
    // Only now, or a server that accepts and closes again would be asked without a pause.
    attempt = 0;
    show(type === "refused" || state === "refused" ? "refused" : "on");
  }
  if (type !== "refused") {
    refetch(topic);
  }
}

function refetch(topic) {
  refetches.get(topic)?.forEach((run) => run());
}

function refetchAll() {
  [...refetches.keys()].forEach(refetch);
}

function show(newState) {
  state = newState;
  document.querySelectorAll("[data-live-lamp]").forEach(light);
}

function light(lamp) {
  lamp.dataset.liveLamp = state;
  lamp.querySelector(".lamp")?.classList.toggle("lamp--on", state === "on");
  const words = lamp.querySelector("[data-live-words]") ?? lamp;
  const text = { on: lamp.dataset.liveOn, off: lamp.dataset.liveOff, refused: lamp.dataset.liveRefused }[state];
  // A live region would read out the same words again.
  if (text && words.textContent !== text) {
    words.textContent = text;
  }
}

function followElements() {
  const named = [...document.querySelectorAll("[data-live-topic]")].flatMap((element) => element.dataset.liveTopic.split(" "));
  new Set(named).forEach((topic) => topic && !refetches.has(topic) && follow(topic, () => announce(topic)));
  document.querySelectorAll("[data-live-lamp]").forEach(light);
}

function announce(topic) {
  // Looked up each time: a refetch may have replaced the element itself.
  const elements = document.querySelectorAll(`[data-live-topic~="${CSS.escape(topic)}"]`);
  return Promise.all([...elements].map((element) => tell(element, topic)));
}

/** Resolves when the request that htmx started because of the event, if any, is finished. */
function tell(element, topic) {
  return new Promise((resolve) => {
    let requested = null;
    const started = (event) => (requested ??= event.detail.elt === element ? event.detail.xhr : null);
    document.addEventListener("htmx:beforeRequest", started);
    element.dispatchEvent(new CustomEvent("live:changed", { bubbles: true, detail: { topic } }));
    document.removeEventListener("htmx:beforeRequest", started);
    if (!requested) {
      resolve();
      return;
    }
    requested.addEventListener("loadend", resolve);
    setTimeout(resolve, LONGEST_REFETCH);
  });
}

function visible() {
  if (document.hidden || refetches.size === 0) {
    return;
  }
  if (isOpen()) {
    refetchAll();
  } else if (socket?.readyState !== WebSocket.CONNECTING) {
    atOnce();
  }
}

function leave() {
  // A page with an open socket is not kept for the way back.
  clearTimeout(timer);
  const old = socket;
  socket = null;
  old?.close();
}

document.addEventListener("visibilitychange", visible);
window.addEventListener("online", () => refetches.size > 0 && atOnce());
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && refetches.size > 0 && atOnce());
document.addEventListener("htmx:load", followElements);
setInterval(() => !document.hidden && refetchAll(), MINUTE);
followElements();
