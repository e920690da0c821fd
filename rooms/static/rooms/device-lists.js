/** The lists of devices to choose from, kept true while devices come and go. */

import { found } from "./choices.js";

/** Fills a list with the devices between the fixed options: after the first, before the others. */
export function fill(select, list, named, chosen) {
  select.querySelectorAll("[data-device-option]").forEach((option) => option.remove());
  const [, before = null] = select.options;
  list.forEach(({ id, label }, index) => {
    const option = new Option(label || named(index + 1), id);
    option.dataset.deviceOption = "";
    select.insertBefore(option, before);
  });
  select.value = [...select.options].some((option) => option.value === chosen) ? chosen : select.options[0].value;
}

/** Marks the remembered choice by id, or by name in browsers that give new ids; what is gone becomes the usual one. */
export function remembered(choices, name, list) {
  const fixed = ["", "off", "phone"];
  const usual = name === "hands" ? "off" : "";
  return fixed.includes(choices[name]) ? choices[name] : found(list, choices[name], choices.labels[name]) || usual;
}
