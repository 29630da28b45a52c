// Which page is shown: `#/internet/advanced/mqtt`.

import { el } from "./dom.js";
import { begin_life } from "./device.js";
import { decoded } from "./format.js";
import { T, fill } from "./texts.js";

const pages = new Map();

/**
 * Adds a page. `title` gives its title in the language in use; `draw(main, rest)` fills it, `rest` being what comes after
 * its path. `parent` is the path of the page that it is reached from.
 */
export function add_page(path, title, draw, { parent, menu } = {}) {
  pages.set(path, { path, title, draw, parent, menu });
}

/** The pages of the menu, in the order in which they were added. */
export function menu() {
  return [...pages.values()].filter((page) => page.menu);
}

/** The page that is asked for, and the part of the menu that it belongs to. */
export function current() {
  const path = decoded(location.hash.replace(/^#\/?/, ""));
  const whole = pages.get(path);
  if (whole) return { page: whole, rest: "" };
  const [first, ...rest] = path.split("/");
  const page = pages.get(first);
  return page?.menu === "with-rest" ? { page, rest: rest.join("/") } : { page: null, rest: path };
}

/** The address of a page. */
export function address(path) {
  return `#/${path}`;
}

/** Draws the page that is asked for. With `moved`, its title gets the focus, so that it is read aloud. */
export function draw_page(main, moved) {
  begin_life();
  const { page, rest } = current();
  if (!page && rest === "") {
    location.replace(address(menu()[0].path));
    return;
  }
  const title = page ? page.title() : T.no_page;
  const heading = el("h1", { tabindex: -1 }, title);
  main.replaceChildren(path_to(page), heading);
  document.title = `${title} · ${D.name}`;
  if (page) page.draw(main, rest);
  else main.append(el("p", {}, fill(T.no_page_why, { path: rest })), el("p", {}, el("a", { href: address(menu()[0].path) }, menu()[0].title())));
  if (moved) {
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

function path_to(page) {
  const steps = [];
  for (let at = pages.get(page?.parent); at; at = pages.get(at.parent)) steps.unshift(at);
  if (!steps.length) return "";
  const items = steps.map((step) => el("li", {}, el("a", { href: address(step.path) }, step.title())));
  return el("nav", { class: "path", "aria-label": T.path }, el("ol", {}, items));
}
