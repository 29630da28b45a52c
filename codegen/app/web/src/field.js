// A key with its title, its control and what became of the last change.

import { button, el, new_id, put_text, show_if, when_steady } from "./dom.js";
import { keys, set, values, watch } from "./device.js";
import { control, is_immediate } from "./controls/control.js";
import { plain_type, show } from "./format.js";
import { T, fill } from "./texts.js";
import { view } from "./view.js";

/** Whether a key can be written. */
export function writable(about) {
  return about.access.includes("W");
}

/**
 * A field for a key; nothing for a part that no key plays. Who may only read it sees its value, who may only write it a button beside the control. `label` and
 * `hint` stand in place of the spec's title and text; `hint: null` leaves the text out. With `raw`, the value is written as
 * JSON. `check(value)` gives a sentence where a value is not to be sent, else `null`; `confirm(value)` asks the person
 * first. `offers` are further buttons, `{ text, value, when() }`.
 */
export function field(name, { label, hint, raw, ...options } = {}) {
  if (!name) return null;
  const about = raw ? { ...keys[name], ...RAW } : resets(keys[name]) ? { ...keys[name], written: undefined } : keys[name];
  const id = new_id(name);
  const title = label ?? about.title;
  const text = hint === undefined ? about.text : hint;
  const hint_element = text ? el("p", { class: "hint", id: `${id}-hint` }, text) : null;
  const body = writable(about) ? editor(name, about, id, Boolean(text), options) : reader(name, id);
  return el("div", { class: `field ${body.wide ? "wide" : ""}` },
    el("div", { class: "field-head" }, el("label", { id: `${id}-label`, for: id }, title), ...body.beside), ...body.below,
    hint_element, body.message);
}

const RAW = { type: "JSON", values: undefined, fields: undefined, items: undefined, format: undefined, written: undefined, max_length: undefined };

function reader(name, id) {
  const about = keys[name];
  const output = el("output", { id, class: "value", "aria-live": "off" });
  const structured = about.fields || about.items;
  watch([name], () => (structured ? output.replaceChildren(view(about, values[name])) : put_text(output, show(name))));
  return structured ? { beside: [], below: [output], wide: true } : { beside: [output], below: [] };
}

/** What a key is written with, which is not always what is read. */
export function written(about) {
  return about.written ? { ...about, min_items: undefined, max_items: undefined, ...about.written } : about;
}

// Null is written to get the default back, and never read.
function resets(about) {
  return about.access === "R/W" && "default" in about && about.written && about.type === plain_type(about.written);
}

// The default of a text may name other keys.
function default_of(about) {
  return typeof about.default === "string" ? fill(about.default, values) : about.default;
}

function editor(name, about, id, described, { check, confirm, offers = [] }) {
  const command = !about.access.includes("R");
  // Who sends a command has something to send.
  const kind = command ? { ...written(about), type: plain_type(written(about)) } : written(about);
  const immediate = is_immediate(kind) && !command && !about.written && about.secret !== true;
  const message = el("p", { class: "message", id: `${id}-message`, role: "status" });
  const state = { dirty: false, busy: false };
  const describedby = [described ? `${id}-hint` : "", `${id}-message`].join(" ").trim();
  const labels = { id, "aria-labelledby": `${id}-label`, "aria-describedby": describedby };
  const part = control(kind, labels, (whole) => {
    state.dirty = true;
    if (immediate) return send();
    draw();
    // A file that was chosen is judged at once.
    if (whole) entered();
  });

  const entered = () => {
    try {
      const value = part.get();
      const wrong = check?.(value) ?? null;
      told(wrong ?? "", wrong !== null);
      return wrong === null ? { value } : null;
    } catch (wrong) {
      told(wrong, true);
      return null;
    }
  };
  const send = async () => {
    const found = entered();
    if (!found || state.busy) return;
    if (confirm && !(await confirm(found.value))) return put();
    await submit(found.value);
  };
  const submit = async (value) => {
    state.busy = true;
    told(T.saving, false);
    const refused = (await set({ [name]: value }))[name];
    state.busy = false;
    state.dirty = false;
    if (refused === null) {
      told(command ? T.sent : T.saved, false);
      setTimeout(() => state.dirty || state.busy || message.classList.contains("error") || put_text(message, ""), 5000);
      put();
    } else if (keeps_draft(part)) {
      // What was typed stays, so that it can be mended; what holds is told beside it.
      told(command || about.written || about.secret ? refused : fill(T.refused_still, { reason: refused, value: show(name) }), true);
      state.dirty = true;
    } else {
      put();
      told(refused, true);
    }
    draw();
  };
  const told = (text, wrong) => when_steady(() => {
    put_text(message, text);
    message.classList.toggle("error", wrong);
    part.input.setAttribute("aria-invalid", String(wrong));
  });
  const put = () => {
    if (about.written || about.secret === true) {
      part.put(about.fields && !about.secret ? values[name] : null);
    } else if (!command) {
      part.put(values[name]);
    }
    state.dirty = false;
    draw();
  };
  const save = button(command ? T.send : T.save, send, { class: "primary", "aria-describedby": `${id}-label` });
  const discard = button(T.discard, () => {
    put();
    told("", false);
    part.input.focus();
  });
  const all_offers = resets(keys[name]) ? [{ text: T.to_default, value: null, when: () => values[name] !== default_of(about) }, ...offers] : offers;
  const others = all_offers.map((offer) => ({ ...offer, element: button(offer.text, async () => {
    await submit(offer.value);
    if (!offer.when()) part.input.focus();
  }, { "aria-describedby": `${id}-label` }) }));
  const draw = () => when_steady(() => {
    show_if(save, command || (state.dirty && !immediate));
    show_if(discard, !command && state.dirty && !immediate);
    others.forEach(({ element, when }) => show_if(element, when()));
  });
  part.element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.dirty && !state.busy) {
      put();
      told("", false);
    }
  });
  // A button that came only when the field is left would not be there to be pressed.
  part.element.addEventListener("input", () => {
    state.dirty = true;
    draw();
  });
  const stored = about.written || about.secret === true ? el("output", { class: "value", "aria-live": "off" }) : null;
  watch([name], () => {
    if (stored && about.secret === true) put_text(stored, values[name] ? T.secret : show(name));
    else if (stored) stored.replaceChildren(view(about, values[name]));
    if (!state.dirty && !state.busy) put();
    else draw();
  });
  draw();
  // Whether a command does something is all that a bool would say.
  if (command && plain_type(kind.either?.[0] ?? kind) === "bool") {
    part.get = () => true;
    return { beside: [save], below: [], message };
  }
  const buttons = immediate && !others.length ? null : el("div", { class: "buttons" }, save, discard, others.map(({ element }) => element));
  const wide = !immediate || about.either || !is_immediate(kind);
  return wide
    ? { beside: stored && !about.fields && !about.items ? [stored] : [], below: [stored && (about.fields || about.items) ? stored : null, part.element, buttons], message, wide }
    : { beside: [part.element], below: [buttons], message };
}

function keeps_draft(part) {
  return !["checkbox", "select-one", "range", "color"].includes(part.input.type);
}
