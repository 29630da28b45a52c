// The right control for a value, from what the device says of it.
//
// A control is `{ element, get(), put(value), input }`: `get` gives the value that the person entered or throws a
// sentence that says what is wanted, `put` shows a value, `input` is what a label belongs to. `labels` holds the
// attributes that name and describe it; `changed` is called when the person has entered something, `now` being true where
// there is nothing more to come, as for a switch.

import { nullable, number_kind, plain_type } from "../format.js";
import { choice, flags, toggle } from "./choice.js";
import { color, number_input, text_area, text_line, time } from "./text.js";
import { json_input, list, object, or_null } from "./structure.js";

/** A control for a value of this kind. */
export function control(about, labels, changed) {
  if (nullable(about) && !about.values) {
    const inner = { ...about, type: plain_type(about) };
    // A number that is not there is an empty field; all else is switched off.
    if (number_kind(inner) && !about.format) return number_input(about, labels, changed);
    return or_null(inner, labels, changed, control);
  }
  return plain_control(about, labels, changed);
}

function plain_control(about, labels, changed) {
  if (about.either) return control(about.either[0], labels, changed);
  if (about.flags) return flags(about, labels, changed);
  if (about.values) return choice(about, labels, changed);
  if (about.format === "time") return time(about, labels, changed);
  if (about.format === "color") return color(about, labels, changed);
  if (about.fields) return object(about, labels, changed, control);
  if (about.items) return list(about, labels, changed, control);
  if (about.type === "bool") return toggle(about, labels, changed);
  if (number_kind(about)) return number_input(about, labels, changed);
  if (about.type === "string") return (about.max_length > LINE ? text_area : text_line)(about, labels, changed);
  return json_input(about, labels, changed);
}

/** A text that may be longer than this is written on several lines. */
const LINE = 256;

/** Whether what is entered is sent at once, and not by a button of its own. */
export function is_immediate(about) {
  return !about.fields && !about.items && about.type !== "JSON" && !(about.max_length > LINE) || about.format === "time";
}
