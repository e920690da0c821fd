// Load on a signalling server: `node load.mjs <file>` with {server, ends: [[a, b], ...], seconds, warm_up} as JSON.
// Offer/answer round trips, one under way a pair, the next at once or after `rest_ms`. `seconds` 0: opens, prints, holds.
import { readFileSync } from "node:fs";
import * as servers from "./ends.mjs";

const AT_ONCE = 32;
// Something that gets lost would be waited for for ever: the measurement ends instead, and says so.
const OPENED_WITHIN_S = 240;
const LATE_S = 30;
const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const open = servers[plan.server];

/** The same, or an end with an error. */
function within(seconds, what, work) {
  const late = setTimeout(() => {
    say({ error: `${what} not done after ${seconds} s` });
    process.exit(1);
  }, seconds * 1000);
  return work.finally(() => clearTimeout(late));
}

/** All pairs, a bounded number at once. */
async function opened() {
  const left = plan.ends.map((pair, at) => [at, pair]);
  const found = [];
  const took = [];
  const one = async (where) => {
    const began = performance.now();
    const end = await open(where);
    took.push(performance.now() - began);
    return end;
  };
  const opener = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [at, pair] = next;
      found[at] = [];
      for (const where of pair) found[at].push(await one(where));
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, opener));
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(found.map(([a, b]) => a.knows(b.id)));
  return { pairs: found, took, seconds };
}

/** Offers and answers for so long; how long each round trip took, in milliseconds. */
function trips(pairs, seconds) {
  const took = [];
  const until = performance.now() + seconds * 1000;
  const playing = pairs.map(
    ([a, b]) =>
      new Promise((resolve) => {
        let began = 0;
        const offer = () => {
          began = performance.now();
          a.offer(b.id);
        };
        b.onsignal = (kind, from) => kind === "offer" && b.answer(from);
        a.onsignal = (kind) => {
          if (kind !== "answer") return;
          const now = performance.now();
          took.push(now - began);
          if (now >= until) return resolve();
          if (plan.rest_ms) setTimeout(offer, plan.rest_ms);
          else offer();
        };
        offer();
      }),
  );
  return Promise.all(playing).then(() => took);
}

const at = (sorted, share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? null;
const figures = (all) => {
  const sorted = Float64Array.from(all).sort();
  return { count: sorted.length, p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99) };
};
const say = (what) => console.log(JSON.stringify(what));
const heard = () => new Promise((resolve) => process.stdin.once("data", resolve));

try {
  const { pairs, took, seconds } = await within(OPENED_WITHIN_S, "opening", opened());
  say({ opened: took.length, per_s: took.length / seconds, ...figures(took) });
  if (plan.seconds) {
    await within(plan.warm_up + LATE_S, "warming up", trips(pairs, plan.warm_up));
    say({ warm: true });
    await heard();
    const began = performance.now();
    const round = await within(plan.seconds + LATE_S, "round trips", trips(pairs, plan.seconds));
    say({ ...figures(round), per_s: (round.length / (performance.now() - began)) * 1000 });
  }
  // Holds what it has until told otherwise.
  await heard();
  process.exit(0);
} catch (error) {
  say({ error: String(error.message ?? error) });
  process.exit(1);
}
