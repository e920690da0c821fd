import { begin, isPolite, step } from "/static/rooms/negotiation.js";
import { equal, test } from "/tests/harness.js";

const sdp = (ufrag) => `v=0\r\na=ice-ufrag:${ufrag}\r\n`;
const candidate = (ufrag) => ({ candidate: `candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag ${ufrag}`, usernameFragment: ufrag });

/** One side; `does(event)` returns what it does about it. */
function side(options) {
  let state = begin(options);
  const does = (event) => {
    const next = step(state, event);
    state = next.state;
    return next.actions;
  };
  const hears = (kind, epoch, payload) => does({ type: "signal", kind, epoch, payload });
  return { does, hears, is: () => [state.phase, state.epoch] };
}

const deeds = (actions) => actions.map((action) => (action.do === "send" ? `send ${action.kind}` : action.do));

/** The impolite side with an offer under way, numbered 1 in epoch 1. */
function offering(options) {
  const one = side({ isPolite: false, ...options });
  one.does({ type: "start" });
  one.does({ type: "offered", n: 1, sdp: sdp("mine") });
  return one;
}

/** A side in whose first epoch an offer of the other's was answered. */
function stable(options) {
  const one = side({ isPolite: true, ...options });
  one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 });
  one.does({ type: "answered", n: 1, sdp: sdp("mine") });
  return one;
}

test("everybody is polite to hosts, observers to all, and among equals the smaller id", () => {
  const [host, other] = [{ id: "b", is_host: true }, { id: "c", is_host: true }];
  const [child, friend] = [{ id: "a" }, { id: "d" }];
  const [silent, hidden] = [{ id: "e", role: "observer" }, { id: "f", role: "observer", is_host: false }];
  equal([isPolite(host, friend), isPolite(friend, host)], [false, true]);
  equal([isPolite(host, other), isPolite(other, host)], [true, false]);
  equal([isPolite(child, friend), isPolite(friend, child)], [true, false]);
  equal([isPolite(silent, child), isPolite(child, silent)], [true, false]);
  equal([isPolite(silent, hidden), isPolite(hidden, silent)], [true, false]);
});

test("the impolite side begins, and the offer is sent once it is made", () => {
  const one = side({ isPolite: false });
  equal(one.does({ type: "start" }), [
    { do: "open", isOffering: true },
    { do: "offer", n: 1, isRestart: false },
  ]);
  equal(one.does({ type: "offered", n: 1, sdp: "v=0" }), [{ do: "send", kind: "offer", epoch: 1, payload: { sdp: "v=0", n: 1 } }]);
});

test("the polite side waits, and answers the offer that comes", () => {
  const one = side({ isPolite: true });
  equal(one.does({ type: "start" }), []);
  equal(deeds(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 })), ["open", "accept"]);
  equal(one.does({ type: "answered", n: 1, sdp: "v=0" }), [{ do: "send", kind: "answer", epoch: 1, payload: { sdp: "v=0", n: 1 } }]);
  equal(one.is(), ["stable", 1]);
});

test("an answer ends the offer", () => {
  const one = offering();
  equal(one.hears("answer", 1, { sdp: sdp("theirs"), n: 1 }), [{ do: "apply", sdp: sdp("theirs") }]);
  equal(one.is(), ["settling", 1]);
  one.does({ type: "applied" });
  equal(one.is(), ["stable", 1]);
});

test("an answer without a number is the one to the pending offer", () => {
  equal(deeds(offering().hears("answer", 1, { sdp: sdp("theirs") })), ["apply"]);
});

test("answers that are late, of another epoch, of another offer or of none are dropped", () => {
  const answer = { sdp: sdp("theirs"), n: 1 };
  equal(stable().hears("answer", 1, answer), []);
  equal(offering().hears("answer", 2, answer), []);
  equal(offering({ epoch: 4 }).hears("answer", 4, answer), []);
  equal(offering().hears("answer", 1, { sdp: sdp("theirs"), n: 2 }), []);
  const making = side({ isPolite: false });
  making.does({ type: "start" });
  equal(making.hears("answer", 1, answer), []);
});

test("in a collision the impolite side goes on with its own offer", () => {
  const one = offering();
  equal(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 }), []);
  equal(one.is(), ["offering", 1]);
});

test("in the first collision of an epoch the polite side begins again and answers", () => {
  const one = side({ isPolite: true });
  one.does({ type: "renew" });
  one.does({ type: "offered", n: 1, sdp: "v=0" });
  equal(deeds(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 })), ["open", "accept"]);
  equal(one.is(), ["answering", 1]);
});

test("an offer given way to while it was made is never sent", () => {
  const one = side({ isPolite: true });
  one.does({ type: "renew" });
  one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 });
  equal(one.does({ type: "offered", n: 1, sdp: "v=0" }), []);
});

test("in a later collision the polite side rolls back, and restarts after it if it still has to", () => {
  const one = stable();
  equal(one.does({ type: "restart" }), [{ do: "offer", n: 1, isRestart: true }]);
  equal(deeds(one.hears("offer", 1, { sdp: sdp("theirs"), n: 2 })), ["accept"]);
  equal(deeds(one.does({ type: "answered", n: 2, sdp: "v=0" })), ["send answer", "offer"]);
  equal(one.is(), ["offering", 1]);
});

test("a restart of the other side is a restart for both", () => {
  const one = stable();
  one.does({ type: "restart" });
  equal(one.hears("offer", 1, { sdp: sdp("restarted"), n: 2 }), [{ do: "accept", n: 2, sdp: sdp("restarted"), isRestart: true }]);
  equal(deeds(one.does({ type: "answered", n: 2, sdp: "v=0" })), ["send answer"]);
  equal(one.is(), ["stable", 1]);
});

test("a restart that is asked for in the middle comes when nothing is under way", () => {
  const one = offering();
  equal(one.does({ type: "restart" }), []);
  one.hears("answer", 1, { sdp: sdp("theirs"), n: 1 });
  equal(one.does({ type: "applied" }), [{ do: "offer", n: 2, isRestart: true }]);
});

test("before anything has begun there is nothing to restart", () => {
  const one = side({ isPolite: true });
  equal(one.does({ type: "restart" }), []);
  one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 });
  equal(deeds(one.does({ type: "answered", n: 1, sdp: "v=0" })), ["send answer"]);
});

test("signals of a lower epoch are dropped", () => {
  const one = offering({ epoch: 6 });
  equal(one.hears("offer", 6, { sdp: sdp("theirs"), n: 1 }), []);
  equal(one.hears("answer", 6, { sdp: sdp("theirs"), n: 1 }), []);
  equal(one.hears("ice", 6, candidate("theirs")), []);
  equal(one.is(), ["offering", 7]);
});

test("an offer of a higher epoch is a new connection, whatever was under way", () => {
  for (const one of [offering(), stable(), side({ isPolite: false })]) {
    equal(deeds(one.hears("offer", 5, { sdp: sdp("new"), n: 1 })), ["open", "accept"]);
    equal(one.is(), ["answering", 5]);
  }
});

test("when both begin the same epoch at once, the impolite side's offer stands", () => {
  const [host, guest] = [stable({ isPolite: false }), stable()];
  const [mine, theirs] = [host, guest].map((one) => (one.does({ type: "renew" }), one.does({ type: "offered", n: 1, sdp: sdp("x") })[0]));
  equal(host.hears("offer", theirs.epoch, theirs.payload), []);
  equal(deeds(guest.hears("offer", mine.epoch, mine.payload)), ["open", "accept"]);
  const [answer] = guest.does({ type: "answered", n: 1, sdp: sdp("y") });
  equal(deeds(host.hears("answer", answer.epoch, answer.payload)), ["apply"]);
  host.does({ type: "applied" });
  equal([host.is(), guest.is()], [["stable", 2], ["stable", 2]]);
});

test("candidates wait for their description, and come after it", () => {
  const one = side({ isPolite: true });
  equal(one.hears("ice", 1, candidate("theirs")), []);
  equal(deeds(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 })), ["open", "accept", "candidate"]);
  equal(deeds(one.hears("ice", 1, candidate("theirs"))), ["candidate"]);
});

test("candidates of an ignored offer are never used", () => {
  const one = offering();
  one.hears("offer", 1, { sdp: sdp("ignored"), n: 1 });
  equal(one.hears("ice", 1, candidate("ignored")), []);
  equal(deeds(one.hears("answer", 1, { sdp: sdp("theirs"), n: 1 })), ["apply"]);
  equal(one.hears("ice", 1, candidate("ignored")), []);
});

test("a candidate whose fragment only its line tells, or nothing tells, is used", () => {
  const one = stable();
  equal(deeds(one.hears("ice", 1, { candidate: candidate("theirs").candidate })), ["candidate"]);
  equal(deeds(one.hears("ice", 1, { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host" })), ["candidate"]);
  equal(one.hears("ice", 1, { candidate: candidate("other").candidate }), []);
});

test("candidates of a higher epoch wait for its offer, those of the old one are forgotten", () => {
  const one = stable();
  one.hears("ice", 1, candidate("other"));
  equal(one.hears("ice", 2, candidate("new")), []);
  equal(deeds(one.hears("offer", 2, { sdp: `${sdp("new")}${sdp("other")}`, n: 1 })), ["open", "accept", "candidate"]);
});

test("no more than 64 candidates are held, the newest", () => {
  const one = side({ isPolite: true });
  for (let turn = 0; turn < 200; turn += 1) {
    one.hears("ice", 1, candidate("theirs"));
  }
  equal(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 }).length, 2 + 64);
});

test("our candidates are sent in the epoch of their connection", () => {
  const one = offering({ epoch: 2 });
  equal(one.does({ type: "candidate", candidate: candidate("mine") }), [{ do: "send", kind: "ice", epoch: 3, payload: candidate("mine") }]);
});

test("an observer asks for a connection instead of offering, and never restarts", () => {
  const one = stable({ mayOffer: false });
  equal(one.does({ type: "start" }), []);
  equal(one.does({ type: "restart" }), []);
  equal(one.does({ type: "renew" }), [{ do: "send", kind: "ice", epoch: 2, payload: { candidate: "" } }]);
  equal(deeds(one.hears("offer", 2, { sdp: sdp("new"), n: 1 })), ["open", "accept"]);
});

test("who is asked for a connection makes one with that epoch", () => {
  const one = stable();
  equal(deeds(one.hears("ice", 4, { candidate: "" })), ["open", "offer"]);
  equal(one.is(), ["offering", 4]);
  equal(one.hears("ice", 4, { candidate: "" }), []);
  equal(stable({ mayOffer: false }).hears("ice", 4, { candidate: "" }), []);
});

test("an offer after the one under answer is answered instead", () => {
  const one = side({ isPolite: true });
  one.hears("offer", 1, { sdp: sdp("first"), n: 1 });
  equal(deeds(one.hears("offer", 1, { sdp: sdp("second"), n: 2 })), ["accept"]);
  equal(one.does({ type: "answered", n: 1, sdp: "v=0" }), []);
  equal(deeds(one.does({ type: "answered", n: 2, sdp: "v=0" })), ["send answer"]);
});

test("new roles count from the next epoch on", () => {
  const one = offering();
  one.does({ type: "roles", isPolite: true, mayOffer: true });
  equal(one.hears("offer", 1, { sdp: sdp("theirs"), n: 1 }), []);
  one.does({ type: "renew" });
  equal(deeds(one.hears("offer", 2, { sdp: sdp("theirs"), n: 1 })), ["open", "accept"]);
  one.does({ type: "roles", isPolite: true, mayOffer: false });
  equal(deeds(one.does({ type: "renew" })), ["send ice"]);
});

/** A generator of numbers below one that are the same in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Two sides whose browsers and signals take turns at random; what one side sends comes in order, as the server numbers it. */
function storm(seed) {
  const random = seeded(seed);
  const sides = [side({ isPolite: false }), side({ isPolite: true })];
  const pending = [];
  let ufrag = 0;
  const results = {
    offer: ({ n }) => ({ type: "offered", n, sdp: sdp((ufrag += 1)) }),
    accept: ({ n }) => ({ type: "answered", n, sdp: sdp((ufrag += 1)) }),
    apply: () => ({ type: "applied" }),
  };
  const does = (who, event) => sides[who].does(event).forEach((action) => carryOut(who, action));
  const carryOut = (who, action) => {
    if (action.do === "open") {
      pending.filter((one) => one.queue === who).forEach((one) => pending.splice(pending.indexOf(one), 1));
    } else if (action.do === "send") {
      pending.push({ queue: `from ${who}`, run: () => does(1 - who, { type: "signal", ...action }) });
    } else if (results[action.do]) {
      pending.push({ queue: who, run: () => does(who, results[action.do](action)) });
    }
  };
  const turn = () => {
    const ready = pending.filter((one, at) => pending.findIndex((other) => other.queue === one.queue) === at);
    const one = ready[Math.floor(random() * ready.length)];
    pending.splice(pending.indexOf(one), 1);
    one.run();
  };
  [0, 1].forEach((who) => does(who, { type: "start" }));
  for (let step = 0; step < 60; step += 1) {
    if (random() < 0.3) {
      does(Math.floor(random() * 2), { type: random() < 0.3 ? "renew" : "restart" });
    } else if (pending.length > 0) {
      turn();
    }
  }
  while (pending.length > 0) {
    turn();
  }
  return sides.map((one) => one.is());
}

test("in 500 storms of restarts, new connections and signals under way both sides agree in the end", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const [host, guest] = storm(seed);
    equal([seed, host, guest], [seed, ["stable", host[1]], ["stable", host[1]]]);
  }
});
