/** The least that a test of a module needs; test_modules.py opens a fresh page for each test. */

const tests = new Map();
const wait = globalThis.setTimeout;

export function test(name, body) {
  tests.set(name, body);
}

export function equal(actual, expected) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) {
    throw new Error(`is ${is}, should be ${should}`);
  }
}

/** Lets promises and events that are under way finish. */
export function settled() {
  return new Promise((resolve) => wait(resolve, 0));
}

/** Waits for the condition, at most five seconds. */
export async function until(condition) {
  for (let turn = 0; turn < 500; turn += 1) {
    if (condition()) {
      return;
    }
    await new Promise((resolve) => wait(resolve, 10));
  }
  throw new Error(`never came true: ${condition}`);
}

globalThis.testNames = () => [...tests.keys()];
globalThis.runTest = (name) => tests.get(name)();
