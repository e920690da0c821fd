import { Bounds } from "/static/rooms/bounds.js";
import { equal, test } from "/tests/harness.js";

test("so many at once, then one in a while, and in the long run fewer", () => {
  let now = 0;
  const bounds = new Bounds([{ most: 2, every: 1_000 }, { most: 3, every: 10_000 }], () => now);
  equal([bounds.take(), bounds.take(), bounds.take()], [0, 0, 1_000]);
  now = 1_000;
  equal([bounds.take(), bounds.take()], [0, 9_000]);
  now = 10_000;
  equal(bounds.take(), 0);
});
