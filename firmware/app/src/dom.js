// Elements, made without markup: text that comes from the device stays text.

/** An element. Attributes that begin with `on` are listeners; `null`, `undefined` and `false` are left out. */
export function el(tag, attributes, ...children) {
  return fill_in(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function svg(tag, attributes, ...children) {
  return fill_in(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill_in(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let last_id = 0;

/** An id that no other element has. */
export function new_id(prefix) {
  last_id += 1;
  return `${prefix}-${last_id}`;
}

/** Shows or hides an element. */
export function show_if(element, shown) {
  element.hidden = !shown;
}

/** Puts a text in, if it is another one than before: what is read aloud is read once. */
export function put_text(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A button. */
export function button(text, onclick, attributes) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}
