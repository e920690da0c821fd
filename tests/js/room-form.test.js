import { equal, test } from "/tests/harness.js";
import { tend } from "/static/rooms/room-form.js";

function shown() {
  document.body.innerHTML = `<form class="form"><input type="radio" name="kind" value="one-on-one" checked><input type="radio" name="kind" value="class">
    <div data-only-for="class"><p data-when></p><input name="capacity"></div><input type="date" name="not_before_0"></form>`;
  const form = document.querySelector("form");
  tend(form);
  return form;
}

test("only a class is asked how many may come, with and without this script", async () => {
  const form = shown();
  const sheet = document.createElement("style");
  sheet.textContent = await (await fetch("/static/rooms/rooms.css")).text();
  document.body.append(sheet);
  const isSeen = (selector) => getComputedStyle(form.querySelector(selector)).display !== "none";
  const before = isSeen("[data-only-for]");
  form.querySelector('[value="class"]').click();
  equal([before, isSeen("[data-only-for]"), isSeen("[data-when]")], [false, true, false]);
});

test("a day that is half typed is not sent, a whole form is", () => {
  const form = shown();
  const sends = () => {
    const event = new Event("submit", { cancelable: true });
    form.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  const whole = sends();
  Object.defineProperty(form.elements.not_before_0, "validity", { value: { badInput: true } });
  equal([whole, sends()], [true, false]);
});
