/** What a tile says instead of, or over, a picture: pure functions. */

/** At most two letters of a name; of a Vietnamese name the last word is what people are called. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((part) => [...(part ?? "")][0] ?? "").join("").toLocaleUpperCase();
}

/** What is said to whoever has no pictures of others, as keys of words: a title, and what to do. */
export function alone(stay) {
  if (stay.isHost) {
    return ["alone-title", "alone-host"];
  }
  return stay.isHostGone ? ["host-gone", "host-gone-words"] : ["alone-title", "alone"];
}

/** What stands where no video is, as the key of a word, or null. */
export function blank(tile, { hasTrack, isPaired, state }) {
  if (hasTrack) {
    return null;
  }
  if (tile.isMine || tile.owner.state?.cam === false) {
    return "camera-off";
  }
  if (state === "unreached") {
    return "link-unreached";
  }
  return isPaired ? "picture-coming" : "picture-elsewhere";
}

/** What lies over a video that stands still, as the key of a word, or null. */
export function cover(tile, state) {
  if (tile.isMine || state === "connected") {
    return null;
  }
  if (state === "interrupted" || state === "recovering") {
    return "tile-recovering";
  }
  return tile.owner.away ? "tile-away" : null;
}
