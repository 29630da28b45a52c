// The dialog that asks for the password of the HTTP api.

import { button, el, new_id } from "./dom.js";
import { T } from "./texts.js";

let asking = null;

/** Asks once, however many requests wait for it. `null` if the person wants to give none. */
export function ask_password(wrong) {
  asking ??= ask(wrong).finally(() => (asking = null));
  return asking;
}

function ask(wrong) {
  return new Promise((resolve) => {
    const id = new_id("password");
    const input = el("input", { type: "password", id, autocomplete: "current-password", required: true });
    const dialog = el("dialog", { "aria-labelledby": `${id}-title` });
    const form = el("form", { method: "dialog", onsubmit: () => dialog.close("ok") },
      el("h2", { id: `${id}-title` }, T.password),
      el("p", {}, T.password_why),
      wrong ? el("p", { class: "error", role: "alert" }, T.password_wrong) : null,
      el("label", { for: id }, T.password), input,
      el("div", { class: "buttons" },
        el("button", { class: "primary" }, T.log_in),
        button(T.cancel, () => dialog.close(""))));
    dialog.append(form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok" ? input.value : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
