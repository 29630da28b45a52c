// A value to look at, with its parts where it has any.

import { el } from "./dom.js";
import { show_value } from "./format.js";
import { T } from "./texts.js";

/** An element that shows a value of this kind. */
export function view(about, value) {
  if (value === null || value === undefined || typeof value !== "object" || about.format) return el("span", {}, show_value(about, value));
  if (Array.isArray(value)) return list_view(about.items ?? {}, value);
  return object_view(about.fields ?? [], value);
}

function list_view(about, items) {
  if (!items.length) return el("span", {}, T.empty);
  if (items.every((item) => typeof item !== "object")) return el("span", {}, items.map((item) => show_value(about, item)).join(", "));
  return el("ol", { class: "numbered" }, items.map((item) => el("li", {}, view(about, item))));
}

function object_view(fields, value) {
  const of = (name) => fields.find((field) => field.name === name) ?? {};
  return el("dl", { class: "facts" }, Object.entries(value).map(([name, inner]) => [
    el("dt", {}, el("code", {}, name)), el("dd", { title: of(name).text }, view(of(name), inner))]));
}
