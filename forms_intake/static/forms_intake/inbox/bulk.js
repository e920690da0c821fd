/**
 * Ticked rows and what is done with them: the bar, the question before what families read, the toast, and undoing.
 * The server's answer to a deed is templates/inbox/_told.html, or a question.
 */

const TOAST_LASTS = 10_000;
const MOST = 200;
const OFTEN = new Set(["take", "approve"]);

const bar = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("#rows .item__tick")];
const ticked = () => boxes().filter((box) => box.checked);
const dialog = () => document.getElementById("bulk-question");

// What the row said when it was ticked: somebody may change the slip before the deed is done.
const seen = new WeakMap();
let last = null;
let isBusy = false;
let timer = 0;

/** Ticks the row, or unticks it. */
export function choose(row) {
  const box = row.querySelector(".item__tick");
  if (box) {
    box.checked = !box.checked;
    changed(box);
  }
}

/** Ticks all rows from the last one that was ticked to this one. */
export function range(rows, row) {
  const [from, to] = [rows.indexOf(last?.closest("li")), rows.indexOf(row)];
  const first = from < 0 ? to : Math.min(from, to);
  for (const other of rows.slice(first, Math.max(from, to) + 1)) {
    const box = other.querySelector(".item__tick");
    box.checked = true;
    changed(box);
  }
}

/** Says it to screen readers, in the page's one live region. */
export function say(text) {
  const region = document.getElementById("list-said");
  if (region && text) {
    region.textContent = "";
    requestAnimationFrame(() => {
      region.textContent = text;
    });
  }
}

/** Does it to the rows. Resolves to whether something was done; a question that is asked first answers for itself. */
export function deed(name, rows) {
  const form = bar();
  if (!form) {
    return false;
  }
  const data = new FormData(form);
  data.delete("row");
  rows.forEach((row) => data.append("row", value(row)));
  return send(form.getAttribute("action").replace(/[^/]+\/$/, `${name}/`), data);
}

/** Takes the last deed back. */
export function undo() {
  const form = document.querySelector("#toasts [data-undo]") ?? document.querySelector("#last-deed [data-undo]");
  return form ? send(form.getAttribute("action"), new FormData(form)) : false;
}

function value(row) {
  const box = row.querySelector(".item__tick");
  return (box?.checked && seen.get(box)) || `${row.dataset.reference}:${row.dataset.revision}`;
}

async function send(address, data) {
  if (isBusy) {
    return false;
  }
  isBusy = true;
  bar()?.setAttribute("aria-busy", "true");
  data.set("query", query());
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    if (answer.redirected || answer.status === 403) {
      location.reload();
      return false;
    }
    if (!answer.ok && answer.status !== 422) {
      throw new Error(`the deed answers ${answer.status}`);
    }
    return show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    say(bar()?.dataset.offline);
    put("left-as-is", note(bar()?.dataset.offline));
    return false;
  } finally {
    isBusy = false;
    bar()?.removeAttribute("aria-busy");
  }
}

/** The filters of the list that is on the page. */
function query() {
  const address = document.getElementById("rows")?.dataset.address ?? "";
  return address.split("?")[1] ?? "";
}

function show(answer) {
  const question = answer.querySelector("[data-question]");
  if (question) {
    ask(question);
    return false;
  }
  const parts = new Map([...answer.querySelectorAll("template[data-part]")].map((part) => [part.dataset.part, part.content]));
  const said = parts.get("toasts")?.querySelector("p")?.textContent ?? "";
  const left = parts.get("left-as-is")?.querySelector("section h2")?.textContent ?? "";
  parts.forEach((content, id) => (id === "toasts" && !said) || put(id, document.adoptNode(content)));
  say([said, left].filter(Boolean).join(". "));
  dialog()?.close();
  untick();
  wait();
  return Boolean(said);
}

function put(id, content) {
  document.getElementById(id)?.replaceChildren(...(content instanceof DocumentFragment ? content.children : [content]));
}

function note(text) {
  const line = document.createElement("p");
  line.className = "callout callout--warning left";
  line.textContent = text ?? "";
  return line;
}

function ask(question) {
  dialog().replaceChildren(document.adoptNode(question));
  question.querySelectorAll("[data-needs-script]").forEach((part) => {
    part.hidden = false;
  });
  if (!dialog().open) {
    dialog().showModal();
  }
  question.querySelector("[autofocus]")?.focus();
}

// ---- The toast: ten seconds, not counted while it is looked at ----

function wait() {
  clearTimeout(timer);
  const toast = document.querySelector("#toasts [data-toast]");
  if (toast) {
    timer = setTimeout(() => toast.remove(), TOAST_LASTS);
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("pointerleave", wait, { once: true });
    toast.addEventListener("focusout", wait, { once: true });
  }
}

/** A deed of the open slip brings its toast along. */
function brought() {
  const toast = document.querySelector("#toasts [data-toast]:not([data-said])");
  if (toast) {
    toast.dataset.said = "";
    say(toast.querySelector("p").textContent);
    wait();
  }
}

function stop() {
  clearTimeout(timer);
}

// ---- The bar ----

function changed(box) {
  if (box.checked) {
    seen.set(box, box.value);
    last = box;
  } else {
    seen.delete(box);
  }
  count();
}

function untick() {
  boxes().forEach((box) => {
    box.checked = false;
    seen.delete(box);
  });
  last = null;
  count();
}

function count() {
  const form = bar();
  if (!form) {
    return;
  }
  const n = ticked().length;
  const words = document.getElementById("ticked");
  const text = n === 1 ? words.dataset.one : words.dataset.many.replace("{n}", n);
  form.hidden = n === 0;
  document.body.classList.toggle("has-ticks", n > 0);
  if (n > 0 && words.textContent !== text) {
    words.textContent = text;
    say(text);
  }
  const all = document.getElementById("tick-all");
  all.checked = n > 0 && n === Math.min(boxes().length, MOST);
  all.indeterminate = n > 0 && !all.checked;
}

function tickAll(isAll) {
  boxes().slice(0, MOST).forEach((box) => {
    box.checked = isAll;
    changed(box);
  });
}

function submitted(event) {
  const form = event.target;
  if (form.matches("#bulk")) {
    event.preventDefault();
    deed(event.submitter?.dataset.deed ?? "", ticked().map((box) => box.closest("li")));
  } else if (form.matches("[data-question], [data-undo]")) {
    event.preventDefault();
    send(form.getAttribute("action"), new FormData(form));
  }
}

function clicked(event) {
  if (event.target.closest("#bulk-more")) {
    const isAll = bar().classList.toggle("bulk--all");
    event.target.closest("#bulk-more").setAttribute("aria-expanded", isAll);
  } else if (event.target.closest("#tick-none")) {
    const row = ticked()[0]?.closest("li");
    untick();
    row?.querySelector("a")?.focus();
  } else if (event.target.closest("[data-close-question]")) {
    event.preventDefault();
    dialog().close();
  } else if (event.target.closest("[data-close-left]")) {
    put("left-as-is", "");
    document.querySelector("#rows .items")?.focus();
  }
}

function typed(event) {
  const { target } = event;
  if (target.matches(".item__tick")) {
    changed(target);
  } else if (target.id === "tick-all") {
    tickAll(target.checked);
  } else if (target.dataset.fills && target.value) {
    document.getElementById(target.dataset.fills).value = target.value;
  }
}

/** On a phone the bar leaves room for the list: what is done most often, and the others behind one button. */
function more() {
  const deeds = [...bar().querySelectorAll("[data-deed]")];
  const rare = deeds.filter((button) => !OFTEN.has(button.dataset.deed));
  if (rare.length < deeds.length && rare.length > 1) {
    rare.forEach((button) => button.classList.add("bulk__rare"));
    document.getElementById("bulk-more").hidden = false;
  }
}

function start() {
  if (bar()) {
    bar().querySelector(".bulk__all").hidden = false;
    document.getElementById("tick-none").hidden = false;
    more();
    // The browser may have kept ticks of the page before.
    ticked().forEach((box) => seen.set(box, box.value));
    count();
  }
  document.addEventListener("submit", submitted);
  document.addEventListener("click", clicked);
  document.addEventListener("change", typed);
  document.addEventListener("htmx:afterSettle", brought);
  document.addEventListener("inbox:listed", count);
}

start();
