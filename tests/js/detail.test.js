import { equal, test } from "/tests/harness.js";

const slip = (name, state, note = "") => `<header id="slip-head" data-live-part data-slip="${name}" data-own="/inbox/${name}/">${state}</header>
  <div id="slip-work" data-live-part><button class="btn" id="do-approve">${state}</button></div>
  <div id="slip-form"></div><h1 id="h-detail" tabindex="-1"></h1>
  <form data-kept><textarea id="note_text">${note}</textarea></form>
  <form data-kept><input id="task_text"></form>`;

/** The module, beside an open slip. */
async function open(name = "NP-1") {
  document.body.innerHTML = `<article id="detail">${slip(name, "Received")}</article>`;
  return import("/static/forms_intake/inbox/detail.js");
}

const serves = (html, ok = true) => async () => ({ ok, status: ok ? 200 : 503, text: async () => html });
const state = () => document.querySelector("#slip-head").textContent;

test("what has changed about the slip shows in place, and what is typed stays", async () => {
  const { refresh } = await open();
  document.querySelector("#note_text").value = "half a";
  await refresh(serves(slip("NP-1", "Approved")));
  equal([state(), document.querySelector("#note_text").value], ["Approved", "half a"]);
});

test("an answer about another slip than the open one is too late", async () => {
  const { refresh } = await open();
  await refresh(async () => {
    document.querySelector("#slip-head").dataset.slip = "NP-2";
    return serves(slip("NP-1", "Approved"))();
  });
  equal(state(), "Received");
});

test("a button whose deed is under way is not replaced, and what changed meanwhile shows once it is answered", async () => {
  const { refresh, catchUp } = await open();
  const work = document.querySelector("#slip-work");
  work.classList.add("htmx-request");
  await refresh(serves(slip("NP-1", "Approved")));
  equal([state(), work.isConnected], ["Received", true]);
  work.classList.remove("htmx-request");
  await catchUp(serves(slip("NP-1", "Approved")));
  equal([state(), catchUp()], ["Approved", undefined]);
});

test("without an open slip nothing is asked", async () => {
  const { refresh } = await open();
  document.body.innerHTML = "";
  let asked = 0;
  await refresh(async () => { asked += 1; });
  equal(asked, 0);
});

test("a server that is away changes nothing, and is asked again later", async () => {
  const { refresh } = await open();
  let error = null;
  await refresh(serves("", false)).catch((thrown) => (error = thrown));
  equal([error?.message, state()], ["the slip answers 503", "Received"]);
});

test("a deed keeps what is typed elsewhere, and not in its own form", async () => {
  const { keep, giveBack } = await open();
  document.querySelector("#note_text").value = "a note";
  document.querySelector("#task_text").value = "a task";
  keep(document.querySelector("#note_text").form);
  document.querySelector("#detail").innerHTML = slip("NP-1", "Approved");
  giveBack();
  equal([document.querySelector("#note_text").value, document.querySelector("#task_text").value], ["", "a task"]);
});

test("whoever sends a form of a section stays there: in its box, else at its heading", async () => {
  const { keep, focus } = await open();
  const notes = (form) => `${slip("NP-1", "Approved")}<section aria-labelledby="h-notes"><h2 id="h-notes">Notes</h2>${form}</section>`;
  const [box, press] = ['<form data-kept><textarea id="more"></textarea></form>', '<form><button id="remove">x</button></form>'];
  const focused = [];
  const folded = `<details>${box}</details>`;
  const ways = [["#more", box, box], ["#more", box, folded], ["#remove", press, ""], ["#do-approve", box, box]];
  for (const [sender, before, after] of ways) {
    document.querySelector("#detail").innerHTML = notes(before);
    keep(document.querySelector(sender));
    document.querySelector("#detail").innerHTML = notes(after);
    focus();
    focused.push(document.activeElement.id);
  }
  equal(focused, ["more", "h-notes", "h-notes", "h-detail"]);
});

test("what was typed for one slip is not put into another one", async () => {
  const { keep, giveBack } = await open();
  document.querySelector("#note_text").value = "a note";
  keep(null);
  document.querySelector("#detail").innerHTML = slip("NP-2", "Received");
  giveBack();
  equal(document.querySelector("#note_text").value, "");
});

test("a refusal is shown although its status is an error", async () => {
  await open();
  const detail = { xhr: { status: 409 }, shouldSwap: false, isError: true, target: null };
  document.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail }));
  equal([detail.shouldSwap, detail.isError], [true, false]);
});

test("a button that has just come takes no press", async () => {
  const { refresh } = await open();
  await refresh(serves(slip("NP-1", "Approved")));
  let pressed = 0;
  document.querySelector("#do-approve").addEventListener("click", () => (pressed += 1));
  document.querySelector("#do-approve").click();
  equal(pressed, 0);
});

test("whoever leaves a form comes back to its button, or to the menu that holds it", async () => {
  await open();
  document.querySelector("#slip-work").innerHTML = '<details><summary>More</summary><a id="do-archive" href="#a">Archive</a></details>';
  document.querySelector("#slip-form").innerHTML = '<form data-deed="archive"><a href="#l" data-close-form>Leave it</a></form>';
  document.querySelector("[data-close-form]").click();
  equal(document.activeElement.tagName, "SUMMARY");
});
