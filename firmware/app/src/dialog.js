// A question before something that is hard to undo.

import { button, el, new_id } from "./dom.js";
import { T } from "./texts.js";

/** Whether the person wants it; `action` is what they then do. */
export function confirmed(title, text, action) {
  return new Promise((resolve) => {
    const id = new_id("dialog");
    const dialog = el("dialog", { "aria-labelledby": id, "aria-describedby": `${id}-text` },
      el("form", { method: "dialog" },
        el("h2", { id }, title), el("p", { id: `${id}-text` }, text),
        el("div", { class: "buttons" },
          button(T.cancel, () => dialog.close(""), { autofocus: true }),
          button(action, () => dialog.close("yes"), { class: "danger" }))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
