// The way from the list to its file: filters change without a new page, so the link takes the list's own address along.
const link = document.getElementById("export-link");

/** Points the link at the file of the list that is shown now. */
export function follow() {
  link.search = new URL(document.getElementById("rows").dataset.address, location.href).search;
}

["click", "auxclick"].forEach((press) => link?.addEventListener(press, follow));
