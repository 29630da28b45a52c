// Parts for values that a person picks with one touch, and for energy in kWh.

import { el, new_id, put_text } from "./dom.js";
import { keys, set, values, watch } from "./device.js";
import { T } from "./texts.js";

/** The line beneath a control that tells what became of a change. */
export function message_line() {
  const line = el("p", { class: "message", role: "status", tabindex: -1 });
  const tell = (text, wrong = false) => {
    put_text(line, text);
    line.classList.toggle("error", wrong);
  };
  return { line, tell };
}

/**
 * One key as a row of choices; `options` are `[value, text]`. Each is sent at once. `pressed` makes buttons of them, for
 * what should not happen while arrow keys pass by.
 */
export function choices(name, title, options, { hint, pressed } = {}) {
  const group = new_id(name);
  const { line, tell } = message_line();
  const send = async (value) => {
    const refused = (await set({ [name]: value }))[name];
    tell(refused ?? "", refused !== null);
    draw();
  };
  const parts = options.map(([value, text]) => (pressed ? press(value, text, send) : radio(group, value, text, send)));
  const draw = () => parts.forEach((part) => part.put(part.value === values[name]));
  watch([name], draw);
  const id = hint ? `${group}-hint` : null;
  const label = `${group}-label`;
  return el("div", { class: "choices", role: pressed ? "group" : "radiogroup", "aria-labelledby": label, "aria-describedby": id },
    el("p", { class: "label", id: label }, title),
    el("div", { class: "row" }, parts.map((part) => part.element)), hint ? el("p", { class: "hint", id }, hint) : null, line);
}

function press(value, text, send) {
  const element = el("button", { type: "button", onclick: () => send(value) }, text);
  return { value, element, put: (on) => element.setAttribute("aria-pressed", String(on)) };
}

function radio(group, value, text, send) {
  const input = el("input", { type: "radio", name: group, onchange: () => send(value) });
  return { value, element: el("label", {}, input, el("span", {}, text)), put: (on) => (input.checked = on) };
}

/** An energy of which the device knows Wh and people kWh. Empty is null where the key may be null. */
export function energy_field(name, title, hint) {
  const id = new_id(name);
  const empty_is_none = keys[name].type.endsWith(" or null");
  const { line, tell } = message_line();
  const input = el("input", { type: "number", id, min: 0, step: "any", inputmode: "decimal", "aria-describedby": `${id}-hint`,
    oninput: () => (draft = true), onchange: () => send() });
  let draft = false;
  const put = () => {
    const wh = values[name];
    input.value = typeof wh === "number" ? wh / 1000 : "";
    draft = false;
  };
  const tell_input = (text, wrong) => {
    tell(text, wrong);
    input.setAttribute("aria-invalid", String(wrong));
  };
  const send = async () => {
    // What this put into the field itself is nothing to send.
    if (!draft) return;
    const none = input.value === "";
    if (none && (!empty_is_none || input.validity.badInput)) return tell_input(T.number_wanted, true);
    // A thousandth of a Wh is more than the device counts; it keeps 0.1 kWh from being 100.00000000000001 Wh.
    const wh = none ? null : Math.round(Number(input.value) * 1e6) / 1e3;
    const refused = (await set({ [name]: wh }))[name];
    tell_input(refused ?? T.saved, refused !== null);
    put();
  };
  watch([name], () => draft || put());
  return el("div", { class: "field" },
    el("div", { class: "field-head" }, el("label", { for: id }, title),
      el("span", { class: "with-unit" }, input, el("span", { class: "unit" }, T.kwh))),
    el("p", { class: "hint", id: `${id}-hint` }, hint), line);
}
