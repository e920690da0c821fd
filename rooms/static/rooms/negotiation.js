/**
 * Who offers, who gives way, which connection a signal belongs to: perfect negotiation (W3C WebRTC 10.7) of one pair of
 * peers, as a pure function. `step(state, event)` returns `{state, actions}`; nothing here knows of browsers or sockets.
 *
 * An epoch is one connection of the pair: a new connection has a higher epoch, and signals of lower epochs are dropped.
 *
 *   phase      a new offer comes            our answer is made   their answer comes   restart
 *   idle       open, accept → answering     -                    dropped              dropped: nothing to restart
 *   offering   polite: accept → answering   -                    apply → settling     remembered
 *              impolite: ignored
 *   answering  accept → answering           send → stable        dropped              remembered
 *   settling   accept → answering           -                    dropped              remembered
 *   stable     accept → answering           -                    dropped              offer → offering
 *
 * Events:  {type: "start"} {type: "renew"} {type: "restart"}
 *          {type: "roles", isPolite, mayOffer}                             as they are from the next epoch on
 *          {type: "signal", kind, epoch, payload}                          what the other side sent
 *          {type: "offered", n, sdp} {type: "answered", n, sdp} {type: "applied"}   our actions, once done
 *          {type: "candidate", candidate}                                  one of ours
 * Actions: {do: "open", isOffering} {do: "offer", n, isRestart} {do: "accept", n, sdp, isRestart} {do: "apply", sdp}
 *          {do: "candidate", candidate} {do: "send", kind, epoch, payload}
 * What one side sends comes in order, but for candidates, which may come whenever they like.
 * Actions are carried out one after the other; after "open", nothing of the connection before it is reported any more.
 */

/** Candidates that came before their description; a peer has a few per network. */
const MOST_HELD = 64;
const MOST_EPOCH = 2 ** 31 - 1;

/** A pair that has not begun. `epoch` is the highest that was used before, 0 if none. */
export function begin({ isPolite, mayOffer = true, epoch = 0 }) {
  const roles = { isPolite, mayOffer };
  return { roles, ...roles, ...idle(epoch), held: [] };
}

/** Whether `me` gives way to `other`: everybody to hosts, observers to all, and among equals the smaller id. */
export function isPolite(me, other) {
  const [mine, theirs] = [rank(me), rank(other)];
  return mine === theirs ? me.id < other.id : mine < theirs;
}

/** What the pair does about the event. */
export function step(state, event) {
  return STEPS[event.type](state, event);
}

const STEPS = {
  start: (state) => (state.roles.isPolite || !state.roles.mayOffer ? stay(state) : renewed(state, state.epoch + 1)),
  renew: (state) => renewed(state, state.epoch + 1),
  restart: (state) => settle({ ...state, isRestartDue: state.phase !== "idle" && state.mayOffer }),
  offered,
  answered,
  roles: (state, { isPolite, mayOffer }) => stay({ ...state, roles: { isPolite, mayOffer } }),
  applied: (state) => (state.phase === "settling" ? settle({ ...state, phase: "stable" }) : stay(state)),
  candidate: (state, { candidate }) => stay(state, [send(state, "ice", candidate)]),
  signal: (state, signal) => (signal.epoch < state.epoch ? stay(state) : SIGNALS[signal.kind](state, signal)),
};

const SIGNALS = { offer: heardOffer, answer: heardAnswer, ice: heardCandidate };

function rank(peer) {
  if (peer.role === "observer") {
    return 0;
  }
  return peer.is_host ? 2 : 1;
}

function idle(epoch) {
  return { epoch, phase: "idle", isFresh: true, n: 0, isSent: false, theirs: 0, isRestarting: false, isRestartDue: false, ufrags: [] };
}

function stay(state, actions = []) {
  return { state, actions };
}

function send(state, kind, payload) {
  return { do: "send", kind, epoch: state.epoch, payload };
}

/** A new connection; who may not offer asks the other side for one. */
function renewed(state, epoch) {
  const fresh = adopt(state, Math.min(epoch, MOST_EPOCH));
  if (!fresh.mayOffer) {
    return stay(fresh, [send(fresh, "ice", { candidate: "" })]);
  }
  return offer(fresh, [{ do: "open", isOffering: true }]);
}

function adopt(state, epoch) {
  return { ...state, ...state.roles, ...idle(epoch), held: state.held.filter((one) => one.epoch >= epoch) };
}

function offer(state, before = []) {
  const n = state.n + 1;
  const isRestart = state.isRestartDue;
  const next = { ...state, phase: "offering", n, isSent: false, isRestarting: isRestart, isRestartDue: false };
  return stay(next, [...before, { do: "offer", n, isRestart }]);
}

/** Once nothing is under way, what was put off. */
function settle(state, actions = []) {
  return state.phase === "stable" && state.isRestartDue ? offer(state, actions) : stay(state, actions);
}

function offered(state, { n, sdp }) {
  // Given way while it was made.
  if (state.phase !== "offering" || n !== state.n) {
    return stay(state);
  }
  const next = { ...state, isSent: true };
  return stay(next, [send(next, "offer", { sdp, n })]);
}

function answered(state, { n, sdp }) {
  if (state.phase !== "answering" || n !== state.theirs) {
    return stay(state);
  }
  return settle({ ...state, phase: "stable", isFresh: false }, [send(state, "answer", { sdp, n })]);
}

function heardOffer(state, { epoch, payload }) {
  if (epoch > state.epoch) {
    return accept(adopt(state, epoch), payload, true);
  }
  if (state.phase !== "offering") {
    return accept(state, payload, state.phase === "idle");
  }
  // Nothing has been agreed on in this epoch: beginning again leaves no half-made transceivers behind.
  return state.isPolite ? accept(state, payload, state.isFresh) : stay(state);
}

function accept(state, { sdp, n }, isOpening) {
  const ufrags = ufragsOf(sdp);
  const isTheirRestart = !ufrags.some((ufrag) => state.ufrags.includes(ufrag));
  const isRestartDue = !isTheirRestart && (state.isRestartDue || state.isRestarting);
  const next = { ...state, phase: "answering", theirs: n, isRestarting: false, isRestartDue };
  const opening = isOpening ? [{ do: "open", isOffering: false }] : [];
  return described(next, ufrags, [...opening, { do: "accept", n, sdp, isRestart: isTheirRestart && !isOpening }]);
}

function heardAnswer(state, { epoch, payload }) {
  const isOurs = epoch === state.epoch && state.phase === "offering" && state.isSent;
  // Peers that do not number their answers answer in order.
  if (!isOurs || (payload.n ?? state.n) !== state.n) {
    return stay(state);
  }
  const next = { ...state, phase: "settling", isFresh: false, isRestarting: false };
  return described(next, ufragsOf(payload.sdp), [{ do: "apply", sdp: payload.sdp }]);
}

function heardCandidate(state, { epoch, payload }) {
  if (!payload.candidate) {
    // They lost their connection, or may not offer. In this epoch it only says that there are no more candidates.
    return epoch > state.epoch && state.roles.mayOffer ? renewed(state, epoch) : stay(state);
  }
  if (epoch === state.epoch && isDescribed(state, payload)) {
    return stay(state, [{ do: "candidate", candidate: payload }]);
  }
  return stay({ ...state, held: [...state.held, { epoch, candidate: payload }].slice(-MOST_HELD) });
}

/** The description is on its way to the connection, and after it the candidates that waited for it. */
function described(state, ufrags, actions) {
  const next = { ...state, ufrags };
  const isNow = ({ epoch, candidate }) => epoch === state.epoch && isDescribed(next, candidate);
  const candidates = state.held.filter(isNow).map(({ candidate }) => ({ do: "candidate", candidate }));
  return stay({ ...next, held: state.held.filter((one) => !isNow(one)) }, [...actions, ...candidates]);
}

/** Whether the candidate belongs to their description that we have: those of an ignored offer have another ufrag. */
function isDescribed(state, candidate) {
  const ufrag = candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1];
  return state.ufrags.length > 0 && (ufrag === undefined || state.ufrags.includes(ufrag));
}

function ufragsOf(sdp) {
  return [...new Set([...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map((match) => match[1]))];
}
