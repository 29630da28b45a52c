// Where the page begins.

import { el } from "./dom.js";
import { load_keys } from "./device.js";
import { add_all } from "./pages/pages.js";
import { draw_page } from "./router.js";
import { shell } from "./shell.js";
import { stay_live } from "./live.js";
import { T, load_texts, wanted_language } from "./texts.js";

let frame = null;
let live = [undefined, null];
let ready = false;

async function start(tag) {
  await load_texts(tag);
  await load_keys();
  await add_all();
  frame = shell(restart);
  frame.told(...live);
  draw(false);
}

async function restart(tag) {
  await start(tag).catch(failed);
  document.querySelector("header select")?.focus();
}

function draw(moved) {
  if (!ready) {
    frame?.main.replaceChildren(el("p", { class: "hint" }, T.loading));
    return;
  }
  draw_page(frame.main, moved);
  frame.mark();
}

// Nothing can be shown now; it is tried again.
function failed(why) {
  document.body.replaceChildren(el("main", {}, el("h1", {}, D.name), el("p", { role: "alert" }, String(why.message ?? why))));
  setTimeout(() => location.reload(), 5000);
}

window.addEventListener("hashchange", () => draw(true));
start(wanted_language()).then(() => stay_live((is_live, why) => {
  live = [is_live, why];
  frame?.told(is_live, why);
  // Pages are drawn from values, and the first of them are here now.
  if (is_live && !ready) {
    ready = true;
    draw(false);
  }
}), failed);
