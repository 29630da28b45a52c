// Values in words.

import { keys, values } from "./device.js";
import { T, fill, number, sentence } from "./texts.js";

/** The type of a value without ` or null`. */
export function plain_type(about) {
  return about.type.replace(/ or null$/, "");
}

/** Whether a value may be null. */
export function nullable(about) {
  return about.type.endsWith(" or null");
}

const WHOLE = /^u?int\d+$|^(milli)?seconds$/;

/** Whether it is a number, and a whole one. */
export function number_kind(about) {
  const type = plain_type(about);
  if (WHOLE.test(type)) return "whole";
  return type === "float" || type === "double" ? "decimal" : null;
}

/** The text of an enum's value: `the car is charging`. */
export function value_text(about, value) {
  const known = about.values?.find((one) => one.value === value);
  return known ? sentence(known.text) : null;
}

/** A value for people: `16 A`, `yes`, `Charging`. */
export function show(name, value = values[name]) {
  return show_value(keys[name] ?? { type: "" }, value);
}

/** The same for a part of a value. */
export function show_value(about, value) {
  if (value === null || value === undefined) return T.none;
  if (about.flags) {
    const set = about.values.filter((one) => value & one.value).map((one) => one.text);
    return set.length ? sentence(set.join(", ")) : T.none;
  }
  if (about.values) return value_text(about, value) ?? String(value);
  if (about.format === "time") return clock(value);
  if (typeof value === "boolean") return value ? T.yes : T.no;
  if (typeof value === "number") return with_unit(value, about.unit);
  if (typeof value === "string") return value === "" ? T.empty : value;
  return brief(about, value);
}

// What has parts, on one line.
function brief(about, value) {
  if (!Array.isArray(value)) {
    const of = (name) => about.fields?.find((field) => field.name === name) ?? {};
    return Object.entries(value).map(([name, inner]) => `${name} ${show_value(of(name), inner)}`).join(", ") || T.empty;
  }
  if (!value.length) return T.empty;
  if (value.some((item) => item !== null && typeof item === "object")) return fill(T.items, { n: value.length });
  return value.map((item) => show_value(about.items ?? {}, item)).join(", ");
}

/** A number with its unit; long times in larger ones. */
export function with_unit(value, unit) {
  if (unit === "ms" && value >= 1000) return duration(value);
  if (unit === "s" && value >= 120) return duration(value * 1000);
  return unit ? `${number(value)}\u202f${unit}` : number(value);
}

/** A length of time: `2 d 3 h`, `4 min 10 s`. */
export function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [[Math.floor(seconds / 86400), T.days], [Math.floor(seconds / 3600) % 24, T.hours],
    [Math.floor(seconds / 60) % 60, T.minutes], [seconds % 60, T.seconds]];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return fill(T.seconds, { n: 0 });
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([n, text]) => fill(text, { n })).join(" ");
}

/** A time of day, from seconds or from an object of hour and minute: `06:30`. */
export function clock(value) {
  const total = typeof value === "object" ? value.hour * 3600 + value.minute * 60 + (value.second ?? 0) : value;
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  const seconds = total % 60;
  return `${two(total / 3600)}:${two((total / 60) % 60)}${seconds ? `:${two(seconds)}` : ""}`;
}

/** Seconds of a time of day that a person wrote: `6`, `6:30`, `0630`, `22:15:30`; `null` if it is none. */
export function read_clock(text, last = 86400) {
  const found = /^\s*(\d{1,2})(?:[:.]?(\d\d))?(?:[:.]?(\d\d))?\s*$/.exec(text);
  if (!found) return null;
  const [hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0));
  const total = hour * 3600 + minute * 60 + second;
  return minute < 60 && second < 60 && total <= last ? total : null;
}

/** A percent-encoded text decoded; as it stands where it is no encoding. */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
