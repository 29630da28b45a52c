// Values with values inside: objects, lists, any JSON, and what may be null.

import { button, el, new_id, show_if } from "../dom.js";
import { T, fill, sentence } from "../texts.js";

/** A box that says whether there is a value, and the control of the value. */
export function or_null(about, labels, changed, control) {
  const id = new_id("set");
  const box = el("input", { type: "checkbox", id, onchange: () => {
    draw();
    changed(!box.checked);
  } });
  const inner = control(about, labels, changed);
  const draw = () => show_if(inner.element, box.checked);
  draw();
  const element = el("div", { class: "stack" },
    el("span", { class: "box" }, box, el("label", { for: id }, T.is_set)), inner.element);
  return {
    element,
    input: inner.input,
    get: () => (box.checked ? inner.get() : null),
    put: (value) => {
      box.checked = value !== null && value !== undefined;
      draw();
      if (box.checked) inner.put(value);
    },
  };
}

/** A form with a control for each field. What is not entered is left out where the field may be null. */
export function object(about, labels, changed, control) {
  const parts = about.fields.map((field) => {
    const id = new_id("part");
    const part = control(field, { id, "aria-describedby": `${id}-text` }, () => changed());
    const label = el("label", { for: id }, field.name);
    const text = el("p", { class: "hint", id: `${id}-text` }, sentence(field.text));
    return { name: field.name, part, element: el("div", { class: "part" }, label, part.element, text) };
  });
  const element = el("div", { class: "parts", role: "group", ...labels, tabindex: -1 }, parts.map((one) => one.element));
  const get = () => {
    const value = {};
    for (const { name, part } of parts) {
      const inner = inside(name, part);
      if (inner !== null) value[name] = inner;
    }
    return value;
  };
  return { element, input: element, get, put: (value) => parts.forEach(({ name, part }) => part.put(value?.[name] ?? null)) };
}

// What is wrong inside is told with its place.
function inside(name, part) {
  try {
    return part.get();
  } catch (wrong) {
    throw `${name}: ${wrong}`;
  }
}

/** A list: items can be added and taken away unless their number is fixed. */
export function list(about, labels, changed, control) {
  const fixed = about.min_items === about.max_items;
  let items = [];
  const rows = el("ol", { class: "items" });
  const add = button(T.add, () => {
    push(null);
    changed();
    items.at(-1).part.input.focus();
  });
  const push = (value) => {
    const name = () => fill(T.item, { n: items.indexOf(item) + 1 });
    const item = { part: control(about.items, { id: new_id("item") }, () => changed()) };
    items.push(item);
    item.part.input.setAttribute("aria-label", name());
    if (value !== null) item.part.put(value);
    const remove = fixed ? null : button(T.remove, () => {
      items = items.filter((other) => other !== item);
      item.element.remove();
      items.forEach((other, at) => other.part.input.setAttribute("aria-label", fill(T.item, { n: at + 1 })));
      draw();
      changed();
      add.focus();
    });
    item.element = el("li", {}, item.part.element, remove);
    rows.append(item.element);
    draw();
  };
  const draw = () => show_if(add, !fixed && items.length < (about.max_items ?? Infinity));
  const element = el("div", { class: "stack", role: "group", ...labels, tabindex: -1 }, rows, el("div", { class: "buttons" }, add));
  const put = (value) => {
    items = [];
    rows.replaceChildren();
    (value ?? []).forEach(push);
    // Written lists of a fixed length are shorter than what is read where only some of it changes.
    draw();
  };
  draw();
  return { element, input: element, get: () => items.map(({ part }, at) => inside(String(at + 1), part)), put };
}

/** Any JSON, as text. */
export function json_input(about, labels, changed) {
  const input = el("textarea", { rows: 4, spellcheck: "false", class: "code", ...labels, oninput: () => changed() });
  const get = () => {
    try {
      return JSON.parse(input.value);
    } catch (wrong) {
      throw fill(T.json_wanted, { reason: wrong.message });
    }
  };
  return { element: input, input, get, put: (value) => (input.value = JSON.stringify(value ?? null, null, 2)) };
}
