import { waitBefore } from "/static/school/js/backoff.js";
import { equal, test } from "/tests/harness.js";

test("waits grow to seven seconds and stay there", () => {
  equal([0, 1, 2, 3, 4, 5, 6, 99].map((attempt) => waitBefore(attempt, () => 0)), [0, 300, 1200, 2700, 4800, 7000, 7000, 7000]);
});

test("browsers are spread by at least 300 ms and a quarter of the wait", () => {
  equal([0, 1, 2, 5].map((attempt) => waitBefore(attempt, () => 1)), [300, 600, 1500, 8750]);
});

test("without a given one chance is the browser's own", () => {
  const waits = new Set(Array.from({ length: 20 }, () => waitBefore(0)));
  equal(waits.size > 1 && Math.max(...waits) < 300, true);
});
