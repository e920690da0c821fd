/** What is folded on the form of a slip: a family's own data, and questions that can be left out. */

import { startFolds } from "/static/forms_intake/slip.js";
import { equal, settled, test } from "/tests/harness.js";

const PAGE = `<form>
  <details data-known><summary>Nguyễn Bảo An</summary>
    <input type="radio" name="role" value="parent" checked><input type="radio" name="role" value="student">
    <input name="student_name" value="Nguyễn Bảo An"><input type="checkbox" name="zalo" checked>
    <select name="branch"><option value="">—</option><option value="q7" selected>Quận 7</option></select>
  </details>
  <details data-more><summary>…</summary><input type="file" name="papers"><textarea name="note"></textarea></details>
</form>`;

function made() {
  document.body.innerHTML = PAGE;
  const form = document.querySelector("form");
  const [known, more] = form.querySelectorAll("details");
  return { form, known, more };
}

test("what came with the page stays folded", () => {
  const { form, known, more } = made();
  startFolds(form);
  equal([known.open, more.open], [false, false]);
});

for (const [name, change] of Object.entries({
  "a typed answer": (form) => { form.elements.student_name.value = "Trần Khôi"; },
  "a tick": (form) => { form.elements.zalo.checked = false; },
  "another choice": (form) => { form.elements.role[1].checked = true; },
  "another line of a list": (form) => { form.elements.branch.value = ""; },
})) {
  test(`${name} that a draft brings back opens the card`, () => {
    const { form, known, more } = made();
    change(form);
    startFolds(form);
    equal([known.open, more.open], [true, false]);
  });
}

test("what the browser itself put back opens its fold when the page is shown again", () => {
  const { form, more } = made();
  startFolds(form);
  form.elements.note.value = "Đi thi";
  dispatchEvent(new Event("pageshow"));
  equal(more.open, true);
});

test("opening the card leads to its first text", async () => {
  const { form, known } = made();
  startFolds(form);
  known.querySelector("summary").click();
  await settled();
  await settled();
  equal(document.activeElement.name, "student_name");
});
