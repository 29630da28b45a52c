// The HTTP api: whether it answers, to whom, and where.

import { copyable } from "../copy.js";
import { set, values, watch } from "../device.js";
import { confirmed } from "../dialog.js";
import { button, el, new_id, put_text, show_if } from "../dom.js";
import { field } from "../field.js";
import { T, fill } from "../texts.js";
import { quoted } from "./mqtt_topics.js";

export function http_page(main) {
  main.append(
    el("section", {},
      field(K.hai, { hint: T.http_enabled_hint, confirm: (on) => on || confirmed(T.http_off, off_text(), T.http_off_do) }),
      way_back()),
    password_section(),
    addresses_section());
}

function off_text() {
  return `${T.http_off_why} ${values[K.mcc] && !values[K.mcr] ? T.http_off_mqtt : T.http_off_button}`;
}

// The stream goes on for a while after the api was switched off, and brings this.
function way_back() {
  const topic = D.topics.set.replace("{prefix}", values[K.mtp]).replace("{key}", K.hai);
  const note = el("p", { class: "note", role: "alert" });
  watch([K.hai], () => {
    put_text(note, values[K.hai] ? "" : fill(T.http_is_off, { topic }));
    show_if(note, !values[K.hai]);
  });
  return note;
}

function password_section() {
  const state = el("p", { role: "status" });
  const first = password_input(T.http_new);
  const second = password_input(T.http_repeat);
  const message = el("p", { class: "message", role: "status", id: new_id("message") });
  const told = (text, wrong) => {
    put_text(message, text);
    message.classList.toggle("error", wrong);
  };
  const save = async (event) => {
    event.preventDefault();
    const password = first.input.value;
    const wrong = wrong_password(password) ?? (password === second.input.value ? null : T.http_differ);
    for (const { input } of [first, second]) input.setAttribute("aria-invalid", String(wrong !== null));
    if (wrong !== null) {
      told(wrong, true);
      (wrong === T.http_differ ? second : first).input.focus();
      return;
    }
    await send(password, password);
  };
  const send = async (value, token) => {
    told(T.saving, false);
    const refused = (await set({ [K.hpw]: value }, token))[K.hpw];
    told(refused ?? T.saved, refused !== null);
    if (refused === null) first.input.value = second.input.value = "";
  };
  const take_away = button(T.http_take_away, async () => {
    if (!(await confirmed(T.http_take_away, T.http_take_away_why, T.http_take_away))) return;
    await send(null, null);
    if (!values[K.hpw]) first.input.focus();
  });
  for (const { input } of [first, second]) input.setAttribute("aria-describedby", message.id);
  const protection = field(K.hpp, { label: T.http_protection, hint: null });
  watch([K.hpw], () => {
    put_text(state, values[K.hpw] ? T.http_has_password : T.http_no_password);
    show_if(take_away, values[K.hpw]);
    show_if(protection, values[K.hpw]);
  });
  return el("section", {},
    el("h2", {}, T.password), state,
    el("form", { class: "form", onsubmit: save },
      // Who stores passwords stores them for a user.
      el("input", { type: "text", autocomplete: "username", value: D.name, hidden: true, readonly: true }),
      first.element, second.element,
      el("div", { class: "buttons" }, el("button", { class: "primary" }, T.http_set_password), take_away), message),
    protection,
    el("p", { class: "note" }, T.http_not_encrypted));
}

function password_input(label) {
  const id = new_id("password");
  const input = el("input", { type: "password", id, autocomplete: "new-password", maxlength: 64 });
  return { input, element: el("div", { class: "part" }, el("label", { for: id }, label), input) };
}

function wrong_password(text) {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes < 8) return T.http_short;
  if (bytes > 64) return T.http_long;
  // A header, in which it is sent, loses them.
  return text.trim() === text && !/\p{Cc}/u.test(text) ? null : T.http_blank;
}

function addresses_section() {
  const base = `${location.origin}${D.base}`;
  const read = `${base}/status?filter=${K.car},${K.amp}`;
  const curl = (least, rest) => () => {
    const asked = values[K.hpw] && values[K.hpp] >= least;
    return `curl ${asked ? "-H 'Authorization: Bearer …' " : ""}${rest}`;
  };
  const reading = (rest) => curl(E.HttpProtection.Everything, rest);
  const writing = (rest) => curl(E.HttpProtection.Writes, rest);
  return el("section", {}, el("h2", {}, T.http_addresses), el("p", { class: "hint" }, T.http_addresses_hint),
    el("dl", { class: "facts" },
      http_line(T.http_status, () => `${base}/status`),
      http_line(T.http_status_curl, reading(quoted_url(read))),
      http_line(T.http_set, () => `${base}/set`),
      http_line(T.http_set_curl, writing(quoted_url(`${base}/set?${K.amp}=10`))),
      http_line(T.http_set_many_curl, writing(`-d '{"${K.amp}":10,"${K.lmo}":${E.LogicMode.Default}}' ${quoted(`${base}/set`)}`)),
      http_line(T.http_events, () => `${base}/events`),
      http_line(T.http_events_curl, reading(`-N ${quoted(`${base}/events`)}`)),
      http_line(T.http_keys, () => `${base}/keys`)));
}

function http_line(title, text) {
  const parts = copyable(title, "");
  const code = parts[1].querySelector("code");
  watch([K.hpw, K.hpp], () => (code.textContent = text()));
  return parts;
}

// A shell would take ? and & for itself.
function quoted_url(url) {
  return `'${url}'`;
}
