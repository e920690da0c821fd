/** The modules of the slips: dates, drafts, blocks, and what an answer of the server means. */

import { verdict } from "/static/forms_intake/check.js";
import { answersOf, answersOfDraft, bringBack, draftKey, forget, load, save } from "/static/forms_intake/drafts.js";
import { dayAfterHold, fault, fullYears, isOpen, schoolDay, startAges, startFiles, startReturn, watchConsequence, wholeDate, withoutFiles } from "/static/forms_intake/slip.js";
import { equal, test } from "/tests/harness.js";

const DAY_MS = 24 * 3600 * 1000;
const KEY = draftKey("leave-request", 1);

function formOf(html) {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.querySelector("form");
}

function refuseStorage() {
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new DOMException("refused", "SecurityError");
    },
  });
}

test("today is the day at the school, not in UTC", () => {
  const halfPastMidnight = Date.UTC(2026, 7, 20, 17, 30);
  equal(schoolDay(halfPastMidnight, 0), ["21", "08", "2026"]);
  equal(schoolDay(halfPastMidnight - 3600_000, 0), ["20", "08", "2026"]);
});

test("tomorrow crosses months and leap days", () => {
  equal(schoolDay(Date.UTC(2028, 1, 28, 5), 1), ["29", "02", "2028"]);
  equal(schoolDay(Date.UTC(2026, 11, 31, 5), 1), ["01", "01", "2027"]);
});

test("a whole date is taken apart however it is written", () => {
  for (const text of ["21/08/2026", " 21.08.2026 ", "21-08-2026", "21 08 2026", "2026-08-21"]) {
    equal(wholeDate(text), ["21", "08", "2026"]);
  }
});

test("a part of a date is left alone", () => {
  for (const text of ["21", "21/08", "", "tomorrow", "210820261"]) {
    equal(wholeDate(text), null);
  }
});

test("a draft comes back until it is seven days old", () => {
  equal(save(KEY, [["student_name", "An"]], 1000), true);
  equal(load(KEY, 1000 + 7 * DAY_MS).answers, [["student_name", "An"]]);
  equal(load(KEY, 1001 + 7 * DAY_MS), null);
  equal(localStorage.length, 0);
});

test("a draft from the future or of another shape is thrown away", () => {
  save(KEY, [], 2000);
  equal(load(KEY, 1000), null);
  for (const junk of ["", "null", "3", "{}", '{"at": "x", "answers": 1}']) {
    localStorage.setItem(KEY, junk);
    equal(load(KEY), null);
  }
});

test("forgetting takes every version of one form and leaves the others", () => {
  save(KEY, []);
  save(draftKey("leave-request", 2), []);
  save(draftKey("hold", 1), []);
  forget("leave-request");
  equal(Object.keys(localStorage), ["slip:hold:1"]);
});

test("a browser without storage has no drafts and no errors", () => {
  refuseStorage();
  equal(save(KEY, []), false);
  equal(load(KEY), null);
  equal(forget("leave-request"), undefined);
});

test("a draft holds answers and the key, no consents and no tokens", () => {
  const form = formOf(`
    <input name="student_name" value="An"><input name="idempotency_key" value="k"><input name="started_at" value="s">
    <input name="csrfmiddlewaretoken" value="c"><input name="website" value="w">
    <input type="checkbox" name="policy_ack" checked><input type="checkbox" name="slot_ack" checked>`);
  form.dataset.unkept = "policy_ack slot_ack";
  equal(answersOf(form), [["student_name", "An"], ["idempotency_key", "k"], ["started_at", "s"]]);
});

test("answers come back into every kind of control", () => {
  const form = formOf(`
    <input name="student_name"><textarea name="note"></textarea>
    <select name="branch"><option value=""></option><option value="q7"></option></select>
    <input type="radio" name="reason" value="sick"><input type="radio" name="reason" value="work" checked>
    <input type="checkbox" name="contact_has_zalo" checked><input type="checkbox" name="policy_ack">`);
  form.dataset.unkept = "policy_ack";
  bringBack(form, [["student_name", "An"], ["note", "x"], ["branch", "q7"], ["reason", "sick"], ["policy_ack", "on"]]);
  equal([...new FormData(form)], [["student_name", "An"], ["note", "x"], ["branch", "q7"], ["reason", "sick"]]);
});

test("whoever comes back within an hour has begun then, later anew", () => {
  const draft = { at: 1000, answers: [["started_at", "s"], ["note", "x"]] };
  equal(answersOfDraft(draft, 1000 + 3600_000), draft.answers);
  equal(answersOfDraft(draft, 1001 + 3600_000), [["note", "x"]]);
});

test("of several ticks under one name those come back that were set", () => {
  const box = (value) => `<input type="checkbox" name="goal" value="${value}">`;
  const form = formOf(["hobby", "exam", "perform"].map(box).join(""));
  bringBack(form, [["goal", "hobby"], ["goal", "perform"]]);
  equal(new FormData(form).getAll("goal"), ["hobby", "perform"]);
});

test("answers of other steps come back beside those of the page, and no secret of the form is kept", () => {
  const beside = '<input type="hidden" name="step" value="course"><div data-beside><input type="hidden" name="nickname" value="old"></div>';
  const form = formOf(`${beside}<input name="level"><input name="health_note" value="x">`);
  form.dataset.unkept = "health_note";
  bringBack(form, [["level", "lt1"], ["goal", "hobby"], ["goal", "exam"], ["nickname", "Bon"]]);
  equal(answersOf(form), [["goal", "hobby"], ["goal", "exam"], ["nickname", "Bon"], ["level", "lt1"]]);
  equal(form.elements.step.value, "course");
});

test("the live line is not asked for on a form that nobody has touched", async () => {
  const asked = [];
  globalThis.fetch = (address) => asked.push(address) && new Promise(() => {});
  const region = '<div data-consequence="/consequence/" data-matters="date_"></div>';
  const form = formOf(`${region}<p data-date><input name="date_0"></p>`);
  watchConsequence(form);
  equal(asked, []);
  form.elements.date_0.value = "21";
  watchConsequence(form);
  equal(asked, ["/consequence/"]);
});

test("a block is open for any of its values", () => {
  const form = formOf('<input type="radio" name="role" value="parent" checked><div data-shown-when="role"></div>');
  const block = form.querySelector("div");
  for (const [values, open] of [["parent staff", true], ["student", false], ["paren", false]]) {
    block.dataset.shownValues = values;
    equal(isOpen(block, form), open);
  }
});

test("years are full on the birthday, also for whoever was born on a leap day", () => {
  const noon = (year, month, day) => Date.UTC(year, month - 1, day, 5);
  equal(fullYears(["27", "03", "2010"], noon(2026, 3, 26)), 15);
  equal(fullYears(["27", "3", "10"], noon(2026, 3, 27)), 16);
  equal(fullYears(["29", "02", "2012"], noon(2028, 2, 28)), 15);
  equal(fullYears(["31", "02", "2012"], noon(2028, 2, 28)), NaN);
  equal(fullYears(["", "", ""], noon(2028, 2, 28)), NaN);
});

test("a parent is asked for once the receiver turns out to be a child", () => {
  const form = formOf(
    `<div data-date="born"><input value="1"><input value="1"><input value="1990"></div>` +
      `<fieldset data-born="born" data-under="16"><input name="parent"></fieldset>`,
  );
  startAges(form);
  const block = form.querySelector("fieldset");
  equal(block.hidden, true);
  const year = form.querySelectorAll("[data-date] input")[2];
  year.value = String(new Date().getFullYear() - 3);
  year.dispatchEvent(new Event("input"));
  equal(block.hidden, false);
});

test("only a redirect that was followed to a page means sent", () => {
  equal(verdict({ ok: true, redirected: true, status: 200 }), "sent");
  equal(verdict({ ok: true, redirected: false, status: 200 }), "show");
  for (const status of [403, 404, 413, 422]) {
    equal(verdict({ ok: false, redirected: false, status }), "show");
  }
  for (const status of [500, 502, 503]) {
    equal(verdict({ ok: false, redirected: false, status }), "retry");
  }
});

const LIMITS = { most: 2, mostBytes: 10, tooMany: "at most 2", tooLarge: "too large" };

function chosen(...sizes) {
  return sizes.map((size, place) => new File(["x".repeat(size)], `${place}.jpg`));
}

test("a file that is too large is named before it is sent", () => {
  equal(fault(chosen(1, 11), LIMITS), "1.jpg: too large");
});

test("files beyond the most are told, and those that fit are not", () => {
  equal(fault(chosen(1, 1, 1), LIMITS), "at most 2");
  equal(fault(chosen(1, 10), LIMITS), "");
});

function choose(chooser, ...megabytes) {
  const transfer = new DataTransfer();
  chosen(...megabytes).forEach((file) => transfer.items.add(file));
  chooser.files = transfer.files;
  chooser.dispatchEvent(new Event("change", { bubbles: true }));
}

function formWithFiles() {
  const form = formOf(`<fieldset data-files="1" data-most-bytes="10" data-too-many="at most 1" data-too-large="too large">
    <template data-refused><p class="field__error" role="alert"><span data-words></span></p></template>
    <input type="file" id="papers" name="papers_new" multiple aria-describedby="limits"></fieldset>`);
  startFiles(form);
  return [form, form.querySelector("input")];
}

const submit = (form) => form.dispatchEvent(new Event("submit", { cancelable: true }));

test("what is refused is taken out of the chooser again, with words beside it", () => {
  const [form, chooser] = formWithFiles();
  choose(chooser, 1, 1);
  equal([form.querySelector("[role=alert]").textContent, chooser.files.length], ["at most 1", 0]);
  equal([chooser.getAttribute("aria-invalid"), chooser.getAttribute("aria-describedby")], ["true", "limits papers_refused"]);
  choose(chooser, 1);
  equal([form.querySelector("[role=alert]"), form.querySelector(".field--error")], [null, null]);
});

test("a slip without the file that was refused is stopped once", () => {
  const [form, chooser] = formWithFiles();
  choose(chooser, 11);
  equal([submit(form), document.activeElement === chooser, submit(form)], [false, true, true]);
  choose(chooser, 11);
  choose(chooser, 1);
  equal(submit(form), true);
});

test("what the rules are asked with holds no files", () => {
  const form = formOf('<input name="reason" value="sick"><input type="file" name="papers_new">');
  equal([...withoutFiles(form).keys()], ["reason"]);
});

test("lessons go on the day after a hold, and months that are too short end earlier", () => {
  equal(dayAfterHold(["01", "09", "2026"], "3"), ["01", "12", "2026"]);
  equal(dayAfterHold(["31", "1", "27"], "1"), ["28", "02", "2027"]);
  equal(dayAfterHold(["30", "11", "2027"], "3"), ["29", "02", "2028"]);
  equal(dayAfterHold(["01", "09", "2026"], "longer", ["31", "12", "2026"]), ["01", "01", "2027"]);
});

test("half a date and no length propose no return", () => {
  equal(dayAfterHold(["31", "", "2026"], "1"), null);
  equal(dayAfterHold(["31", "02", "2026"], "1"), null);
  equal(dayAfterHold(["01", "09", "2026"], null), null);
  equal(dayAfterHold(["01", "09", "2026"], "longer", ["", "", ""]), null);
});

test("the return follows the hold until another one is typed", () => {
  const boxes = (name) => `<div data-date="${name}">${'<input>'.repeat(3)}</div>`;
  const form = formOf(`${boxes("hold_start")}<input name="hold_months" value="1">${boxes("return_date")}`);
  const fill = (name, parts) => {
    const inputs = [...form.querySelectorAll(`[data-date="${name}"] input`)];
    inputs.forEach((box, place) => { box.value = parts[place]; });
    inputs[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const back = () => [...form.querySelectorAll('[data-date="return_date"] input')].map((box) => box.value);
  startReturn(form);
  fill("hold_start", ["1", "9", "2026"]);
  equal(back(), ["01", "10", "2026"]);
  fill("hold_start", ["2", "9", "2026"]);
  equal(back(), ["02", "10", "2026"]);
  fill("return_date", ["5", "10", "2026"]);
  fill("hold_start", ["3", "9", "2026"]);
  equal(back(), ["5", "10", "2026"]);
  fill("return_date", ["", "", ""]);
  fill("hold_start", ["4", "9", "2026"]);
  equal(back(), ["04", "10", "2026"]);
});
