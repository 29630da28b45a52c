// What is around every page: menu, language, and whether what is shown is live.

import { button, el, put_text, show_if } from "./dom.js";
import { log_in, set, values, watch } from "./device.js";
import { address, current, menu } from "./router.js";
import { T, choose_language, fill, language, language_name } from "./texts.js";

/** Draws it. `changed_language` is called with the tag of the language that was chosen. */
export function shell(changed_language) {
  const main = el("main", { id: "main" });
  const links = menu().map((page) => ({ page, link: el("a", { href: address(page.path) }, page.title()) }));
  const list = el("ul", {}, links.map(({ link }) => el("li", {}, link)));
  const select = el("select", { "aria-label": T.language, onchange: () => {
    choose_language(select.value);
    changed_language(select.value);
  } }, D.languages.map((tag) => el("option", { value: tag, lang: tag, selected: tag === language }, language_name(tag))));
  const text = el("span", {});
  const again = button(T.log_in, () => log_in());
  const state = el("p", { class: "live", role: "status" }, text, again);
  const notice = lost_settings();
  const skip = el("a", { class: "skip", href: "#main", onclick: (event) => {
    event.preventDefault();
    main.querySelector("h1").focus();
  } }, T.skip);
  const header = el("header", {}, el("p", { class: "brand" }, D.name), el("nav", { "aria-label": T.menu }, list), select);
  document.body.replaceChildren(skip, header, el("div", { class: "notices" }, state, notice), main);
  return {
    main,
    mark() {
      const { page } = current();
      for (const { page: other, link } of links) {
        if (page === other) link.setAttribute("aria-current", "page");
        else if (page?.path.startsWith(`${other.path}/`)) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    told(live, why) {
      document.body.classList.toggle("not-live", live === false);
      show_if(state, live === false);
      show_if(again, why === T.password_needed);
      put_text(text, live === false ? (why ? `${T.not_live} ${why}` : T.not_live) : "");
    },
  };
}

// Settings whose stored value was damaged, until somebody has looked.
function lost_settings() {
  const text = el("span", {});
  const notice = el("p", { class: "live", role: "status" }, text, button(T.lost_seen, () => set({ [R.settings_lost]: true })));
  // It stays, whatever page is shown.
  watch([R.settings_lost], () => {
    const names = values[R.settings_lost];
    show_if(notice, Boolean(names));
    put_text(text, names ? fill(T.lost, { names }) : "");
  }, new AbortController().signal);
  return notice;
}
