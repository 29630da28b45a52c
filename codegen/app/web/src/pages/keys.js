// All keys: found, read, set, copied. Nothing here knows what keys there are.

import { topic_prefix } from "../broker.js";
import { copyable } from "../copy.js";
import { keys, life_signal, request, values, watch } from "../device.js";
import { el, new_id, put_text, show_if } from "../dom.js";
import { field, writable, written } from "../field.js";
import { number_kind, plain_type, show } from "../format.js";
import { T, fill, language, number } from "../texts.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// What was looked for is still there when the page is shown again.
const wanted = { text: "", category: "", access: "" };

export function keys_page(main, rest) {
  if (rest && keys[rest]) Object.assign(wanted, { text: rest, category: "", access: "" });
  const search = el("input", { type: "search", id: "search", value: wanted.text, autocomplete: "off", spellcheck: "false",
    oninput: () => find({ text: search.value }) });
  const category = filter(T.category, D.categories, "category");
  const access = filter(T.access, ["R", "R/W", "W"], "access");
  const count = el("p", { role: "status", class: "hint" });
  const nothing = el("p", { class: "nothing" }, T.nothing_found);
  const list = el("ul", { class: "keys" });
  const rows = Object.keys(keys).map((name) => row(name));
  main.append(
    el("div", { class: "filters", role: "search" },
      el("div", { class: "grow" }, el("label", { for: "search" }, T.search), search), category, access),
    count, nothing, list);

  function filter(title, names, part) {
    const id = new_id(part);
    const select = el("select", { id, onchange: () => find({ [part]: select.value }) },
      el("option", { value: "" }, T.all), names.map((name) => el("option", { value: name, selected: wanted[part] === name }, name)));
    return el("div", {}, el("label", { for: id }, title), select);
  }

  function find(change) {
    Object.assign(wanted, change);
    const words = folded(wanted.text).split(/\s+/).filter(Boolean);
    const found = rows
      .filter(({ about }) => (!wanted.category || about.category === wanted.category) && (!wanted.access || about.access === wanted.access))
      .filter((one) => words.every((word) => one.all.includes(word)))
      .map((one) => ({ one, rank: rank(one, words) }))
      .sort((a, b) => a.rank - b.rank);
    list.replaceChildren(...found.map(({ one }) => one.element));
    put_text(count, fill(T.found, { n: number(found.length), all: number(rows.length) }));
    show_if(nothing, found.length === 0);
  }

  find({});
  const byname = new Map(rows.map((one) => [one.name, one]));
  watch(null, (changed) => changed.forEach((name) => byname.get(name)?.draw()));
  if (rest && byname.has(rest)) byname.get(rest).open();
}

// Who types a key means that key; who types a word means a title first.
function rank({ name, title }, [word]) {
  if (!word || name.toLowerCase() === word) return 0;
  if (name.toLowerCase().startsWith(word)) return 1;
  return title.includes(word) ? 2 : 3;
}

function row(name) {
  const about = keys[name];
  const value = el("span", { class: "value" });
  const element = el("li", {});
  const details = el("details", { ontoggle: () => details.open && fill_in() },
    el("summary", {}, el("code", {}, name), el("span", { class: "title" }, about.title), value));
  const fill_in = () => details.children.length > 1 || details.append(body(name, about));
  element.append(details);
  const draw = () => {
    const text = about.access === "W" ? "" : about.secret === true ? T.secret : show(name);
    put_text(value, text.length > 60 ? `${text.slice(0, 60)}…` : text);
  };
  draw();
  return {
    name, about, element, draw,
    title: folded(about.title),
    all: folded(`${name} ${about.name} ${about.title} ${about.text}`),
    open() {
      details.open = true;
      details.querySelector("summary").focus();
    },
  };
}

function body(name, about) {
  const json = el("code", {});
  watch([name], () => put_text(json, JSON.stringify(values[name] ?? null)));
  const readable = about.access !== "W";
  const facts = [
    [T.name, el("code", {}, about.name)],
    [T.type, el("code", {}, about.set ? `${about.type} / ${about.set}` : about.type)],
    [T.access, about.access],
    [T.category, about.category],
    [T.default_value, "default" in about ? el("code", {}, JSON.stringify(about.default)) : null],
    [T.json, readable && !about.secret ? json : null],
  ].filter(([, text]) => text).map(([title, text]) => [el("dt", {}, title), el("dd", {}, text)]);
  const link = el("a", {});
  document_of(name, about, link);
  return el("div", { class: "key" }, field(name), as_json(name, about), el("dl", { class: "facts" }, facts, addresses(name, about)), link);
}

// Every value can be written as the device takes it, too.
function as_json(name, about) {
  if (!writable(about)) return null;
  const details = el("details", { ontoggle: () => details.children.length > 1 || details.append(field(name, { label: T.json, hint: null, raw: true })) },
    el("summary", {}, T.edit_json));
  return details;
}

function addresses(name, about) {
  const base = `${location.origin}${D.base}`;
  const topic = (layout) => layout.replace("{prefix}", topic_prefix()).replace("{key}", name);
  const sample = encodeURIComponent(JSON.stringify(about.secret ? "…" : values[name] ?? sample_of(written(about))));
  const readable = about.access !== "W" && about.secret !== true;
  return [
    readable ? copyable(T.read_url, `${base}/status?filter=${name}`) : null,
    writable(about) ? copyable(T.set_url, `${base}/set?${name}=${sample}`) : null,
    readable ? copyable(T.value_topic, topic(D.topics.value)) : null,
    writable(about) ? copyable(T.set_topic, topic(D.topics.set)) : null,
    writable(about) ? copyable(T.result_topic, topic(D.topics.result)) : null,
  ];
}

// Something that could be set, where there is no value to begin with.
function sample_of(about) {
  if ("default" in about && about.default !== null) return about.default;
  if (about.either) return sample_of(about.either[0]);
  if (about.values) return about.values[0].value;
  if (about.fields) return Object.fromEntries(about.fields.map((field) => [field.name, sample_of(field)]));
  if (about.items) return [sample_of(about.items)];
  if (number_kind(about)) return about.min ?? 0;
  return plain_type(about) === "bool" ? true : "…";
}

let documents = null;

// Where the device serves its documents, each category is a page and each key a heading on it.
async function document_of(name, about, link) {
  show_if(link, false);
  documents ??= fetch("docs/", { method: "HEAD" }).then((answer) => answer.ok, () => false);
  if (!(await documents) || life_signal().aborted) return;
  link.href = `docs/${language}/${about.category.toLowerCase()}.html#${name}`;
  put_text(link, T.document);
  show_if(link, true);
}
