/** The lesson begins when somebody goes in from the device page: their press lets the browser play sound. */

import { Lesson } from "./lesson.js";

const page = document.getElementById("room");

function enter({ detail }) {
  new Lesson(page, detail).begin();
}

page?.addEventListener("room:enter", enter, { once: true });
