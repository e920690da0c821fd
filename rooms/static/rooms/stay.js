/**
 * What is known of the room: frames of the server go in, what happened comes out. No DOM, no network.
 *
 * A happening is {what, peer?}; whoever draws or speaks picks the ones that concern it.
 */

const READERS = {
  welcome: (stay, frame) => stay.welcomed(frame),
  "peer.joined": (stay, frame) => stay.joined(frame.peer),
  "peer.updated": (stay, frame) => stay.updated(frame.peer),
  "peer.away": (stay, frame) => stay.updated({ ...named(frame.peer), away: true }),
  "peer.left": (stay, frame) => stay.left(named(frame.peer).id, frame.reason),
  lobby: (stay, frame) => stay.lobby(frame.waiting, frame.more),
  spotlight: (stay, frame) => stay.changed({ spotlight: frame.peer }),
  "room.updated": (stay, frame) => stay.changed(frame.room),
};

// So long somebody whom the server has lost is still seen and heard, while the connection to them holds.
const MOST_LOST_MS = 120_000;

// Some frames name a peer by its id alone.
const named = (peer) => (typeof peer === "string" ? { id: peer } : peer);

export class Stay {
  me = null;
  room = {};
  you = {};
  peers = new Map();
  waiting = [];
  /** What I say that I send; kept through every welcome. */
  state = { mic: false, cam: false, keys: false, hand: false };

  #hadHost = false;

  /** `name`: how I am called; `isOwner`: the room is mine; `isRunning(peer id)`: their sound and pictures still come. */
  constructor({ name = "", isOwner = false, isRunning = () => false } = {}) {
    this.name = name;
    this.isRunning = isRunning;
    this.isOwner = isOwner;
  }

  /** Reads one frame; the happenings in order. */
  apply(frame) {
    const happened = READERS[frame.type]?.(this, frame) ?? [];
    this.#hadHost ||= this.#hasHost;
    return happened;
  }

  get isHost() {
    return Boolean(this.you.is_host);
  }

  get #hasHost() {
    return [...this.peers.values()].some((peer) => peer.is_host && !peer.camera);
  }

  /** A host was here, and none is left. */
  get isHostGone() {
    return this.#hadHost && !this.#hasHost;
  }

  /** Everybody but me, hosts first, then in the order in which they came. */
  get others() {
    const all = [...this.peers.values()].filter((peer) => peer.id !== this.me);
    return [...all.filter((peer) => peer.is_host), ...all.filter((peer) => !peer.is_host)];
  }

  /** This device shows the hands of somebody who is here on another. */
  get isCamera() {
    return Boolean(this.you.camera);
  }

  /** Whom the server has lost while sound and pictures go on. */
  get lost() {
    return [...this.peers.values()].filter((peer) => peer.lost_at);
  }

  get mine() {
    return this.peers.get(this.me);
  }

  /** What I send is this now; what of it is new. */
  say(parts) {
    const fresh = Object.fromEntries(Object.entries(parts).filter(([part, isOn]) => this.state[part] !== isOn));
    this.state = { ...this.state, ...fresh };
    if (this.mine) {
      this.peers.set(this.me, { ...this.mine, state: this.state });
    }
    return fresh;
  }

  #self() {
    return { ...this.you, id: this.me, display_name: this.name, away: false, state: this.state };
  }

  /** The person of a peer: of a second camera, whose hands it shows. */
  owner(peer) {
    return (peer?.camera && this.peers.get(peer.of)) || peer;
  }

  welcomed(frame) {
    const before = this.me === frame.peer ? this.peers : null;
    this.me = frame.peer;
    this.room = frame.room;
    this.you = frame.you;
    // Nobody changes places because the socket came back.
    const places = [...this.peers.keys()];
    const place = ({ id }) => (places.includes(id) ? places.indexOf(id) : places.length);
    const sorted = [...frame.peers, ...this.#held(before, frame)].sort((one, other) => place(one) - place(other));
    this.peers = new Map([this.#self(), ...sorted].map((peer) => [peer.id, peer]));
    const lobby = this.lobby(frame.lobby ?? [], frame.lobby_more);
    if (!before) {
      return [{ what: "welcome" }, ...lobby];
    }
    const came = this.others.filter((peer) => !before.has(peer.id));
    const went = [...before.values()].filter((peer) => peer.id !== this.me && !this.peers.has(peer.id));
    return [{ what: "welcome" }, ...came.map((peer) => ({ what: "joined", peer })), ...went.map((peer) => ({ what: "left", peer })), ...lobby];
  }

  /** Who is missing in the snapshot of a resume is told to have left, and why, by the frames after it. */
  #held(before, { peers, resumed }) {
    const missing = [...(before?.values() ?? [])].filter(({ id }) => id !== this.me && !peers.some((one) => one.id === id));
    return missing.filter(({ id, lost_at: lostAt }) => (resumed ? this.isRunning(id) : lostAt)).map(lost);
  }

  joined(peer) {
    // The snapshot of a resume knows people whose frames come after it.
    const isNew = !this.peers.has(peer.id) && peer.id !== this.me;
    this.peers.set(peer.id, peer);
    return isNew ? [{ what: "joined", peer }] : [{ what: "updated", peer }];
  }

  updated(changed) {
    const before = this.peers.get(changed.id);
    if (!before) {
      return [];
    }
    const peer = { ...before, ...changed };
    if (peer.id === this.me) {
      peer.state = this.state;
      peer.away = false;
    }
    this.peers.set(peer.id, peer);
    if (peer.id === this.me) {
      return this.promoted(peer);
    }
    return [{ what: "updated", peer }, ...differences(before, peer)];
  }

  /** I am a co-host now, or may share, or may no longer. */
  promoted(peer) {
    const was = this.you;
    this.you = { ...was, is_host: peer.is_host ?? was.is_host, role: peer.role ?? was.role, permits: peer.permits ?? was.permits };
    const happened = [{ what: "updated", peer }];
    if (this.you.is_host && !was.is_host) {
      happened.push({ what: "host", peer });
    } else if (Boolean(this.you.permits?.share) !== Boolean(was.permits?.share)) {
      happened.push({ what: this.you.permits?.share ? "may-share" : "may-not-share", peer });
    }
    return happened;
  }

  /** Whoever was only lost by the server stays while their connection holds; whoever was removed, or left, does not. */
  left(id, reason) {
    const peer = this.peers.get(id);
    if (peer && reason === "timeout" && id !== this.me && this.isRunning(id)) {
      this.peers.set(id, lost(peer));
      return [{ what: "updated", peer }];
    }
    this.peers.delete(id);
    return peer && id !== this.me ? [{ what: "left", peer }] : [];
  }

  /** Those whose connection ended, or who have been lost for too long, have left. */
  letGo() {
    const gone = this.lost.filter(({ id, lost_at: lostAt }) => !this.isRunning(id) || Date.now() - lostAt > MOST_LOST_MS);
    return gone.flatMap(({ id }) => this.left(id));
  }

  lobby(waiting, more = 0) {
    const known = new Set(this.waiting.map((knock) => knock.knock));
    this.waiting = waiting;
    this.moreWaiting = more;
    const fresh = waiting.filter((knock) => !known.has(knock.knock));
    return [{ what: "lobby" }, ...fresh.map((knock) => ({ what: "knock", knock }))];
  }

  changed(room) {
    const was = this.room;
    this.room = { ...was, ...room };
    const locked = Boolean(was.locked) !== Boolean(this.room.locked) ? [{ what: this.room.locked ? "locked" : "unlocked" }] : [];
    return [{ what: "room" }, ...locked];
  }
}

function lost(peer) {
  return { ...peer, away: true, lost_at: peer.lost_at ?? Date.now() };
}

function differences(before, peer) {
  const found = [];
  if (Boolean(before.away) !== Boolean(peer.away)) {
    found.push({ what: peer.away ? "away" : "back", peer });
  }
  if (peer.state?.hand && !before.state?.hand) {
    found.push({ what: "hand", peer });
  }
  return found;
}
