// Switch, select and boxes.

import { el, new_id } from "../dom.js";
import { nullable } from "../format.js";
import { T, sentence } from "../texts.js";

/** A switch for a bool. */
export function toggle(about, labels, changed) {
  const input = el("input", { type: "checkbox", role: "switch", ...labels, onchange: () => changed(true) });
  return { element: input, input, get: () => input.checked, put: (value) => (input.checked = value === true) };
}

/** A select for an enum. A value that the spec does not know is shown as it is. */
export function choice(about, labels, changed) {
  const options = about.values.map((one) => ({ value: one.value, text: sentence(one.text) }));
  if (nullable(about)) options.unshift({ value: null, text: T.none });
  const input = el("select", { ...labels, onchange: () => changed(true) });
  const draw = () => input.replaceChildren(...options.map((one) => el("option", {}, one.text)));
  draw();
  const put = (value) => {
    let at = options.findIndex((one) => one.value === (value ?? null));
    if (at < 0) {
      at = options.push({ value, text: String(value ?? T.none) }) - 1;
      draw();
    }
    input.selectedIndex = at;
  };
  return { element: input, input, get: () => options[input.selectedIndex]?.value, put };
}

/** A box for each bit. */
export function flags(about, labels, changed) {
  const boxes = about.values.map((one) => {
    const id = new_id("bit");
    const input = el("input", { type: "checkbox", id, onchange: () => changed(true) });
    return { bit: one.value, input, element: el("li", {}, input, el("label", { for: id }, sentence(one.text))) };
  });
  const element = el("ul", { class: "boxes", role: "group", ...labels }, boxes.map((box) => box.element));
  return {
    element,
    input: element,
    get: () => boxes.reduce((sum, box) => (box.input.checked ? sum + box.bit : sum), 0),
    put: (value) => boxes.forEach((box) => (box.input.checked = (value & box.bit) !== 0)),
  };
}
