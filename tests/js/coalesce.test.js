import { coalesced } from "/static/school/js/coalesce.js";
import { equal, settled, test } from "/tests/harness.js";

/** Work that ends when told to. */
function slow() {
  const ends = [];
  const work = () => new Promise((resolve, reject) => ends.push({ resolve, reject }));
  return { ends, work };
}

test("the first call runs at once", () => {
  const { ends, work } = slow();
  coalesced(work)();
  equal(ends.length, 1);
});

test("any number of calls during a run are one more run after it", async () => {
  const { ends, work } = slow();
  const run = coalesced(work);
  run();
  run();
  run();
  run();
  await settled();
  equal(ends.length, 1);
  ends[0].resolve();
  await settled();
  equal(ends.length, 2);
  ends[1].resolve();
  await settled();
  equal(ends.length, 2);
});

test("a call after the run runs again", async () => {
  const { ends, work } = slow();
  const run = coalesced(work);
  run();
  ends[0].resolve();
  await settled();
  run();
  equal(ends.length, 2);
});

test("a failed run does not stop the one that was asked for meanwhile", async () => {
  const { ends, work } = slow();
  const run = coalesced(work);
  run();
  run();
  ends[0].reject(new TypeError("offline"));
  await settled();
  equal(ends.length, 2);
});

test("work that throws at once can be asked for again", async () => {
  let asked = 0;
  const run = coalesced(() => {
    asked += 1;
    throw new TypeError("offline");
  });
  await run();
  await run();
  equal(asked, 2);
});

/** Timers that ring when told to. */
function timers() {
  const rests = [];
  globalThis.setTimeout = (run, after) => rests.push({ run, after });
  return rests;
}

test("with a pause, the next run waits until it is over", async () => {
  const rests = timers();
  const { ends, work } = slow();
  const run = coalesced(work, 1000);
  run();
  run();
  ends[0].resolve();
  await settled();
  equal([ends.length, rests.length, rests[0].after > 900], [1, 1, true]);
  rests[0].run();
  await settled();
  equal(ends.length, 2);
});

test("calls during the pause are one run after it", async () => {
  const rests = timers();
  const { ends, work } = slow();
  const run = coalesced(work, 1000);
  run();
  ends[0].resolve();
  await settled();
  run();
  run();
  equal(ends.length, 1);
  rests[0].run();
  await settled();
  equal(ends.length, 2);
  ends[1].resolve();
  await settled();
  equal(ends.length, 2);
});

test("so many runs in a row begin at once, and the one after them waits", async () => {
  const rests = timers();
  const { ends, work } = slow();
  const run = coalesced(work, 1000, 3);
  for (let turn = 0; turn < 4; turn += 1) {
    run();
    ends[turn]?.resolve();
    await settled();
  }
  equal([ends.length, rests.length], [3, 1]);
});
