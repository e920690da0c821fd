/**
 * The page of a destination or an app: a button with data-test asks the server with what stands in the form and shows
 * the findings in [data-report], without leaving the page; a chat of the findings is put into the form by its button.
 */

async function findings(button) {
  const response = await fetch(button.formAction, {
    method: "POST",
    body: new FormData(button.form),
    headers: { "X-Part": "report" },
  });
  if (!response.ok || response.redirected) {
    throw new Error(`the page answers ${response.status}`);
  }
  return new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes;
}

async function test(button) {
  const report = document.querySelector("[data-report]");
  button.setAttribute("aria-busy", "true");
  try {
    report.replaceChildren(...(await findings(button)));
    report.firstElementChild.scrollIntoView({ block: "nearest" });
  } catch {
    report.replaceChildren(button.dataset.failed);
  }
  button.removeAttribute("aria-busy");
}

function choose(chat) {
  const { elements } = chat.closest("form");
  elements.chat_id.value = chat.dataset.chat;
  elements.chat_name.value = chat.dataset.chatName;
  elements.chat_id.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-test]");
  const chat = event.target.closest("[data-chat]");
  if (button) {
    event.preventDefault();
    if (!button.hasAttribute("aria-busy")) {
      test(button);
    }
  } else if (chat) {
    choose(chat);
  }
});

// An id that is typed has no name yet.
document.querySelector("[name=chat_id]")?.addEventListener("input", (event) => {
  event.target.form.elements.chat_name.value = "";
});
