// Pages that answer a posted form, in the browser's history.

const isKiosk = () => new URLSearchParams(location.search).get("kiosk") === "1";

/** Going back or reloading then opens the empty form with its draft, not the browser's question to post once more. */
export function forgetPosting(form) {
  const isFresh = "restore" in form.dataset;
  if (!isFresh) history.replaceState(null, "", form.dataset.start + location.hash);
}

/** On a device that many people share, a page that the browser kept whole is not shown again. */
export function closeOnReturn(form) {
  addEventListener("pageshow", (event) => {
    if (!event.persisted || !isKiosk()) return;
    form.reset();
    location.replace(form.dataset.start);
  });
}
