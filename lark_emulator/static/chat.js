// Fetches what arrived since the last message and puts it at the end; a new version takes the place of the old one. The server has drawn and escaped it.

const POLL_MS = 1000;
// Closer than this to the end, the reader is taken along to the newest message.
const NEAR_END_PX = 160;

const feed = document.getElementById("feed");
const lamp = document.getElementById("lamp");
const state = { epoch: feed.dataset.epoch, last: Number(feed.dataset.last) };

function show(live) {
  const words = live ? lamp.dataset.live : lamp.dataset.lost;
  lamp.classList.toggle("lamp--live", live);
  // Writing the same words again would make a screen reader repeat them.
  if (lamp.textContent !== words) lamp.textContent = words;
}

function nearEnd() {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
}

function toEnd(behavior) {
  feed.lastElementChild?.scrollIntoView({ block: "end", behavior });
}

function append(markup) {
  const follow = nearEnd();
  const news = document.createElement("template");
  news.innerHTML = markup;
  for (const message of [...news.content.children]) {
    const old = document.getElementById(message.id);
    if (old) old.replaceWith(message);
    else feed.append(message);
  }
  while (feed.children.length > Number(feed.dataset.shown)) feed.firstElementChild.remove();
  if (follow) toEnd("smooth");
}

async function fetchAfter(id) {
  const response = await fetch(`/_emulator/chat?after=${id}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return {
    epoch: response.headers.get("X-Epoch"),
    last: Number(response.headers.get("X-Last")),
    markup: await response.text(),
  };
}

async function update() {
  let news = await fetchAfter(state.last);
  if (news.epoch !== state.epoch) {
    // The emulator was reset or started anew: its ids may have begun again.
    news = await fetchAfter(0);
    feed.replaceChildren();
  }
  Object.assign(state, { epoch: news.epoch, last: news.last });
  if (news.markup) append(news.markup);
}

async function poll() {
  if (!document.hidden) {
    try {
      await update();
      show(true);
    } catch {
      show(false);
    }
  }
  setTimeout(poll, POLL_MS);
}

toEnd("instant");
poll();
