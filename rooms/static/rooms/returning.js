/** What a tab remembers of a lesson, so that a reload is no end of it: that its person was inside, and what was switched on. */

// So long the others are told that somebody is away, and not that they have left.
const LIVE_MS = 20_000;
// So long a lesson is likely to go on.
const RECENT_MS = 15 * 60_000;
const key = (slug) => `rooms:stay:${slug}`;

/** Keeps what is so now; `isGone`: the page is being left. A copy of a tab that is still open is no return. */
export function remember(slug, { mic, cam, hand }, isGone = false, storage = sessionStorage, now = Date.now()) {
  try {
    storage.setItem(key(slug), JSON.stringify({ mic, cam, hand, at: now, is_gone: isGone }));
  } catch {
    // Without storage a reload leads to the device page.
  }
}

/** The lesson is over, or was left on purpose. */
export function forget(slug, storage = sessionStorage) {
  try {
    storage.removeItem(key(slug));
  } catch {
    // What cannot be kept need not be forgotten.
  }
}

/** {mic, cam, hand, isLive} of a stay that was interrupted lately, else null; `isLive`: the others still wait for them. */
export function interrupted(slug, storage = sessionStorage, now = Date.now()) {
  try {
    const { mic, cam, hand, at, is_gone: isGone } = JSON.parse(storage.getItem(key(slug)));
    const isLive = isGone && now - at < LIVE_MS;
    return now - at < RECENT_MS ? { mic: Boolean(mic), cam: Boolean(cam), hand: Boolean(hand), isLive: Boolean(isLive) } : null;
  } catch {
    return null;
  }
}
