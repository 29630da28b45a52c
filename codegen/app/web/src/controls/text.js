// Values that are typed: numbers, texts, times of day, colours.

import { button, el, new_id } from "../dom.js";
import { clock, nullable, number_kind, read_clock } from "../format.js";
import { T, fill, number } from "../texts.js";

/** A number, with its unit beside it and its range in words. Empty is null where the value may be null. */
export function number_input(about, labels, changed) {
  const whole = number_kind(about) === "whole";
  const input = el("input", {
    type: "number", min: about.min, max: about.max, step: whole ? 1 : "any",
    inputmode: whole && about.min >= 0 ? "numeric" : "decimal", ...labels, onchange: () => changed(),
  });
  const range = range_text(about);
  const element = el("span", { class: "with-unit" }, input, about.unit ? el("span", { class: "unit" }, about.unit) : null,
    range ? el("span", { class: "range" }, range) : null);
  const get = () => {
    if (input.value === "" && !input.validity.badInput && nullable(about)) return null;
    if (input.value === "") throw T.number_wanted;
    // The device says what is wrong with a number that is out of range or not whole.
    return Number(input.value);
  };
  return { element, input, get, put: (value) => (input.value = value ?? "") };
}

function range_text({ min, max }) {
  if (min === undefined && max === undefined) return null;
  if (max === undefined) return fill(T.range_from, { min: number(min) });
  if (min === undefined) return fill(T.range_to, { max: number(max) });
  return `${number(min)}\u2009–\u2009${number(max)}`;
}

/** A text of one line. Secret ones are not shown while they are typed. */
export function text_line(about, labels, changed) {
  const input = el("input", {
    type: about.secret === true || about.secret === "written" ? "password" : "text", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", maxlength: about.max_length, ...labels, onchange: () => changed(),
  });
  const get = () => {
    if (about.pattern && !matches(about.pattern, input.value)) throw fill(T.pattern_wanted, { pattern: about.pattern });
    return input.value;
  };
  return { element: input, input, get, put: (value) => (input.value = value ?? "") };
}

function matches(pattern, text) {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true; // The device judges what this browser can't.
  }
}

/** A text of several lines, which can come out of a file. */
export function text_area(about, labels, changed) {
  let too_long = false;
  const input = el("textarea", { rows: 6, spellcheck: "false", ...labels, oninput: () => {
    too_long = false;
    changed();
  } });
  const file = el("input", { type: "file", hidden: true, "aria-hidden": "true", tabindex: -1 });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    too_long = chosen.size > about.max_length;
    input.value = too_long ? "" : await chosen.text();
    file.value = "";
    changed(true);
    input.focus();
  });
  const choose = button(T.choose_file, () => file.click());
  const element = el("div", { class: "stack" }, input, el("div", { class: "buttons" }, choose, file));
  const get = () => {
    if (too_long) throw fill(T.file_too_long, { n: about.max_length });
    return input.value;
  };
  const put = (value) => {
    too_long = false;
    input.value = value ?? "";
  };
  return { element, input, get, put };
}

/** A time of day, as seconds or as an object of hour and minute, whichever the value is. */
export function time(about, labels, changed) {
  const hour = about.fields?.find((field) => field.name === "hour");
  const last = hour ? (hour.max ?? 23) * 3600 + (hour.max === 24 ? 0 : 3599) : about.max;
  const input = el("input", { type: "text", class: "time", placeholder: T.time_form, autocomplete: "off", maxlength: 8, ...labels,
    onchange: () => changed(true) });
  const get = () => {
    const total = read_clock(input.value, last);
    if (total === null) throw T.time_wanted;
    if (!hour) return total;
    const value = { hour: Math.floor(total / 3600), minute: Math.floor(total / 60) % 60 };
    return total % 60 ? { ...value, second: total % 60 } : value;
  };
  return { element: input, input, get, put: (value) => (input.value = value === null || value === undefined ? "" : clock(value)) };
}

/** A colour, picked or typed. */
export function color(about, labels, changed) {
  const typed = text_line(about, labels, changed);
  const label = labels["aria-label"];
  const id = new_id("palette");
  // Named as the text field is, and by itself.
  const picker = el("input", { type: "color", id, "aria-label": label ? `${label}, ${T.palette}` : T.palette,
    "aria-labelledby": label ? null : `${labels["aria-labelledby"] ?? ""} ${id}`,
    onchange: () => {
      typed.put(picker.value);
      changed(true);
    } });
  typed.input.classList.add("short");
  const put = (value) => {
    typed.put(value);
    picker.value = value ?? "#000000";
  };
  return { ...typed, element: el("span", { class: "with-unit" }, picker, typed.element), put };
}
