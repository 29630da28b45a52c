// Questions to the person, in front of the page.

import { button, el, new_id, put_text } from "./dom.js";
import { life_signal } from "./device.js";
import { T } from "./texts.js";

/**
 * Opens a dialog. With `ok`, a button of that name calls `done`, which gives `null`, or a sentence that says why not: then
 * the dialog stays. `closed` is called when it is gone. Leaving the page closes it. With `danger`, Enter
 * alone does nothing.
 */
export function open_dialog(title, parts, { ok, done, danger, closed } = {}) {
  const id = new_id("dialog");
  const error = el("p", { class: "message error", role: "alert" });
  const dialog = el("dialog", { "aria-labelledby": id, "aria-describedby": `${id}-text` });
  let busy = false;
  const form = el("form", { onsubmit: async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const refused = done ? await done() : null;
    busy = false;
    put_text(error, refused ?? "");
    if (refused === null) dialog.close();
  } }, el("h2", { id }, title), el("div", { class: "stack", id: `${id}-text` }, parts), error,
  el("div", { class: "buttons" }, ok ? el("button", { class: danger ? "danger" : "primary" }, ok) : null,
    button(T.cancel, () => dialog.close(), { autofocus: danger })));
  dialog.append(form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed?.();
  });
  life_signal().addEventListener("abort", () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return { close: () => dialog.close(), tell: (text) => put_text(error, text) };
}

/** Whether the person wants it; `action` is what they then do. */
export function confirmed(title, text, action) {
  return new Promise((resolve) => {
    let wanted = false;
    const done = () => {
      wanted = true;
      return null;
    };
    open_dialog(title, el("p", {}, text), { ok: action, danger: true, done, closed: () => resolve(wanted) });
  });
}
