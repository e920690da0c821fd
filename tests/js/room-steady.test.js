import { equal, test, until } from "/tests/harness.js";
import { Steady } from "/static/rooms/steady.js";

/** While it runs, the page's own timers never ring: as in a tab that has been hidden for long. */
function asleep() {
  globalThis.setTimeout = () => 0;
}

test("timers ring in a page whose own are asleep, in order, but for those that were cleared", async () => {
  asleep();
  const clock = new Steady();
  const rang = [];
  clock.set(() => rang.push("late"), 40);
  clock.set(() => rang.push("soon"), 5);
  clock.clear(clock.set(() => rang.push("never"), 10));
  await until(() => rang.length === 2);
  equal(rang, ["soon", "late"]);
});

test("a worker that cannot be loaded, or none at all, leaves the page's own timers", async () => {
  let broken;
  const Broken = class {
    constructor() {
      broken = this;
    }

    postMessage() {}
  };
  const [rang, unloaded, none] = [[], new Steady({ Clock: Broken }), new Steady({ Clock: null })];
  unloaded.set(() => rang.push("unloaded"), 5);
  none.set(() => rang.push("none"), 5);
  await until(() => rang.length === 1);
  broken.onerror();
  await until(() => rang.length === 2);
  equal(rang, ["none", "unloaded"]);
});
