// The HTTP api: whether it answers, to whom, and where.

import { topic_prefix } from "../broker.js";
import { copyable } from "../copy.js";
import { set, values, watch } from "../device.js";
import { confirmed } from "../dialog.js";
import { button, el, new_id, put_text, show_if } from "../dom.js";
import { field } from "../field.js";
import { T, fill } from "../texts.js";
import { quoted } from "./mqtt_topics.js";

export function http_page(main) {
  main.append(el("div", {},
    R.http_enabled ? el("section", {},
      field(R.http_enabled, { hint: T.http_enabled_hint, confirm: (on) => on || confirmed(T.http_off, off_text(), T.http_off_do) }),
      way_back()) : null,
    R.password ? password_section() : null,
    R.pages_allowed ? el("section", {}, el("h2", {}, T.http_pages), field(R.pages_allowed), field(R.pages_any)) : null,
    addresses_section()));
}

function off_text() {
  return `${T.http_off_why} ${values[R.mqtt_connected] && !values[R.mqtt_read_only] ? T.http_off_mqtt : T.http_off_button}`;
}

// The stream goes on for a while after the api was switched off, and brings this.
function way_back() {
  const topic = D.topics.set.replace("{prefix}", topic_prefix()).replace("{key}", R.http_enabled);
  const note = el("p", { class: "note", role: "alert" });
  watch([R.http_enabled], () => {
    put_text(note, values[R.http_enabled] ? "" : fill(T.http_is_off, { topic }));
    show_if(note, !values[R.http_enabled]);
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
    const refused = (await set({ [R.password]: value }, token))[R.password];
    told(refused ?? T.saved, refused !== null);
    if (refused === null) first.input.value = second.input.value = "";
  };
  const take_away = button(T.http_take_away, async () => {
    if (!(await confirmed(T.http_take_away, T.http_take_away_why, T.http_take_away))) return;
    await send(null, null);
    if (!values[R.password]) first.input.focus();
  });
  for (const { input } of [first, second]) input.setAttribute("aria-describedby", message.id);
  const protection = field(R.password_asked_for, { label: T.http_protection, hint: null });
  watch([R.password], () => {
    put_text(state, values[R.password] ? T.http_has_password : T.http_no_password);
    show_if(take_away, values[R.password]);
    show_if(protection, values[R.password]);
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
  const read = `${base}/status?filter=${D.examples.read.join()}`;
  const one = D.examples.set.slice(0, 1).map(([name, value]) => `?${name}=${value}`).join("");
  const many = `{${D.examples.set.map(([name, value]) => `"${name}":${value}`).join()}}`;
  const curl = (least, rest) => () => {
    const asked = values[R.password] && values[R.password_asked_for] >= least;
    return `curl ${asked ? "-H 'Authorization: Bearer …' " : ""}${rest}`;
  };
  const reading = (rest) => curl(R.password_for_everything, rest);
  const writing = (rest) => curl(R.password_for_writes, rest);
  return el("section", {}, el("h2", {}, T.http_addresses), el("p", { class: "hint" }, T.http_addresses_hint),
    el("dl", { class: "facts" },
      http_line(T.http_status, () => `${base}/status`),
      http_line(T.http_status_curl, reading(quoted_url(read))),
      http_line(T.http_set, () => `${base}/set`),
      http_line(T.http_set_curl, writing(quoted_url(`${base}/set${one}`))),
      http_line(T.http_set_many_curl, writing(`-d '${many}' ${quoted(`${base}/set`)}`)),
      http_line(T.http_events, () => `${base}/events`),
      http_line(T.http_events_curl, reading(`-N ${quoted(`${base}/events`)}`)),
      http_line(T.http_keys, () => `${base}/keys`)));
}

function http_line(title, text) {
  const parts = copyable(title, "");
  const code = parts[1].querySelector("code");
  watch([R.password, R.password_asked_for], () => (code.textContent = text()));
  return parts;
}

// A shell would take ? and & for itself.
function quoted_url(url) {
  return `'${url}'`;
}
