/**
 * Who connects with whom (docs/room-protocol.md, "Topology"): everybody up to four, beyond that a star around the hosts and
 * the spotlight.
 */

const LARGEST_MESH = 4;

/** The ids of the peers that `me` has a connection with. `peers` may hold `me` itself. */
export function partners(me, peers, { spotlight = null } = {}) {
  const others = peers.filter((peer) => peer.id !== me.id);
  const everybody = new Map([me, ...others].map((peer) => [peer.id, peer]));
  const isMesh = everybody.size <= LARGEST_MESH;
  const isPair = (one, other) => isMesh || [one, other].some((peer) => peer.is_host || peer.id === spotlight);
  return new Set(others.filter((other) => meet(me, other, everybody, isPair, spotlight)).map((peer) => peer.id));
}

function meet(one, other, everybody, isPair, spotlight) {
  // Neither would send anything, and neither may offer.
  if (one.role === "observer" && other.role === "observer") {
    return false;
  }
  if (one.camera && other.camera) {
    return false;
  }
  if (one.camera || other.camera) {
    const [camera, person] = one.camera ? [one, other] : [other, one];
    const owner = everybody.get(camera.of);
    return owner !== undefined && owner.id !== person.id && (isPair(owner, person) || camera.id === spotlight);
  }
  return isPair(one, other);
}
