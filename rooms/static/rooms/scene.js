/** Which pictures there are, and which of them is large: a pure function of who is here and what they send. */

/** How many pictures fit one grid: a class of the style sheet. */
export function size(count) {
  return count <= 4 ? "few" : count <= 9 ? "some" : count <= 16 ? "many" : "full";
}

/**
 * `stay` (stay.js), `live(peer, slot)`: is it sent; `paired(peer)`: do we exchange pictures; `mine`: what I show of my
 * own ("face", "hands"); `pinned`: the key that I chose to see large.
 */
export function scene({ stay, live, paired, mine, pinned }) {
  // A second camera shows what it films and nothing else.
  const seen = stay.isCamera ? [] : stay.others;
  const theirs = seen.filter((peer) => peer.role !== "observer" && (paired(peer.id) || peer.id === stay.room.spotlight));
  const tiles = [...theirs.flatMap((peer) => picturesOf(peer, stay, live)), ...mine.map((kind) => own(stay, kind))];
  const large = largest(tiles, stay, pinned);
  const layout = large ? "stage" : stay.room.kind === "class" ? "grid" : "pair";
  return { layout, size: size(tiles.length), large, tiles, isAlone: !stay.isCamera && tiles.every((tile) => tile.isMine) };
}

function picturesOf(peer, stay, live) {
  if (peer.camera) {
    return [tile(stay.owner(peer), "hands", peer, live(peer.id, "hands") || !live(peer.id, "face") ? "hands" : "face")];
  }
  const more = ["screen", "hands"].filter((slot) => live(peer.id, slot));
  return [tile(peer, "face", peer, "face"), ...more.map((slot) => tile(peer, slot, peer, slot))];
}

function own(stay, kind) {
  return { ...tile(stay.mine ?? { id: stay.me }, kind, { id: stay.me }, kind), isMine: true };
}

/** `owner` is whose picture it is, `from` the peer that sends it. */
function tile(owner, kind, from, slot) {
  return { key: `${from.id}/${kind}`, owner, kind, from: from.id, slot, isMine: false };
}

function largest(tiles, stay, pinned) {
  const found =
    tiles.find((one) => one.key === pinned) ??
    tiles.find((one) => one.kind === "screen" && !one.isMine) ??
    tiles.find((one) => stay.room.kind === "class" && stay.room.spotlight && one.from === stay.room.spotlight && one.kind === "face");
  return found?.key ?? null;
}
