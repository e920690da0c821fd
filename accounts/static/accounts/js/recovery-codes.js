/** The buttons beside new recovery codes: copy, save as a file, print. They are shown only where they work. */

const codes = document.querySelector("[data-codes]");
const said = document.querySelector("[data-codes-said]");
const text = () => [...codes.querySelectorAll("li")].map((code) => code.textContent.trim()).join("\n");

const actions = {
  async copy(button) {
    await navigator.clipboard.writeText(text());
    said.textContent = button.dataset.said;
  },
  save(button) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${button.dataset.heading}\n\n${text()}\n`], { type: "text/plain" }));
    link.download = button.dataset.file;
    link.click();
    URL.revokeObjectURL(link.href);
  },
  print() {
    globalThis.print();
  },
};

for (const button of document.querySelectorAll("[data-codes-action]")) {
  const action = button.dataset.codesAction;
  button.hidden = action === "copy" && !navigator.clipboard;
  button.addEventListener("click", () => actions[action](button));
}
