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

const LONGEST_PRESS = 500;
let pressed = null;

window.addEventListener("pointerdown", () => {
  pressed ??= new Promise((resolve) => {
    // The click comes right after the release.
    const end = () => setTimeout(() => {
      pressed = null;
      resolve();
    });
    setTimeout(end, LONGEST_PRESS);
    window.addEventListener("pointerup", end, { once: true, capture: true });
    window.addEventListener("pointercancel", end, { once: true, capture: true });
  });
}, true);

/**
 * Calls `then` now, or after a click that has begun: leaving a field sends it, and what that shows must not move the button
 * that is being pressed.
 */
export function when_steady(then) {
  if (pressed) pressed.then(then);
  else then();
}

/** A button. */
export function button(text, onclick, attributes) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}
