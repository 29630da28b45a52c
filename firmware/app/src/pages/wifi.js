// The Wi-Fi networks that the charger may join.

import { keys, set, values, watch } from "../device.js";
import { confirmed } from "../dialog.js";
import { button, el, new_id, put_text, show_if } from "../dom.js";
import { T, fill } from "../texts.js";

export function stored_networks() {
  const list = el("ul", { class: "rows" });
  const none = el("p", { class: "hint" }, T.wifi_none);
  const add = button(T.wifi_add, () => form.open(free_place(), null));
  const message = el("p", { class: "message", role: "status" });
  const said = (text, wrong) => {
    put_text(message, text);
    message.classList.toggle("error", wrong);
  };
  const form = network_form(said, () => add.focus());
  let drawn = "";
  watch([K.wifis], () => {
    const now = JSON.stringify(values[K.wifis]);
    if (now === drawn) return;
    drawn = now;
    const used = values[K.wifis].map((network, place) => ({ ...network, place })).filter((network) => network.ssid);
    list.replaceChildren(...used.map((network) => el("li", {},
      el("span", { class: "grow" }, el("strong", {}, network.ssid), el("span", { class: "hint" }, network.key ? T.wifi_with_password : T.wifi_open)),
      button(T.wifi_change, () => form.open(network.place, network.ssid), { "aria-label": `${T.wifi_change}: ${network.ssid}` }),
      button(T.wifi_forget, () => forget(network), { "aria-label": `${T.wifi_forget}: ${network.ssid}` }))));
    show_if(none, used.length === 0);
    show_if(add, free_place() >= 0);
  });

  async function forget({ place, ssid }) {
    if (!(await confirmed(fill(T.wifi_forget_ask, { ssid }), T.wifi_forget_why, T.wifi_forget))) return;
    const refused = (await set({ [K.delw]: place }))[K.delw];
    said(refused ?? fill(T.wifi_forgotten, { ssid }), refused !== null);
    add.focus();
  }

  return el("div", { class: "stack" }, el("h3", {}, T.wifi_stored), none, list, el("div", { class: "buttons" }, add), form.element, message);
}

function free_place() {
  return values[K.wifis].findIndex((network) => !network.ssid);
}

function network_form(said, closed) {
  const [name_id, key_id] = [new_id("ssid"), new_id("key")];
  const nearby = el("datalist", { id: new_id("nearby") });
  const part = (name) => keys[K.wifis].written.items.fields.find((one) => one.name === name) ?? {};
  const name = el("input", { type: "text", id: name_id, maxlength: part("ssid").max_length, list: nearby.id, autocomplete: "off", spellcheck: "false", autocapitalize: "off", required: true });
  const password = el("input", { type: "password", id: key_id, maxlength: part("key").max_length, autocomplete: "off" });
  const hint = el("p", { class: "hint" });
  let place = 0;
  let changing = false;
  const save = async (event) => {
    event.preventDefault();
    const change = changing ? {} : { ssid: name.value };
    if (password.value || !changing) change.key = password.value;
    // What is not to change is left empty.
    const refused = (await set({ [K.wifis]: Array.from({ length: place + 1 }, (_, at) => (at === place ? change : {})) }))[K.wifis];
    said(refused ?? T.saved, refused !== null);
    if (refused === null) close();
  };
  const close = () => {
    show_if(element, false);
    closed();
  };
  const element = el("form", { class: "form", hidden: true, onsubmit: save },
    el("div", { class: "part" }, el("label", { for: name_id }, T.wifi_name), name, nearby),
    el("div", { class: "part" }, el("label", { for: key_id }, T.password), password, hint),
    el("div", { class: "buttons" }, el("button", { class: "primary" }, T.save), button(T.cancel, close)));
  watch([K.scan], () => nearby.replaceChildren(...(values[K.scan] ?? []).map((one) => el("option", { value: one.ssid }))));
  return {
    element,
    open(at, ssid) {
      place = at;
      changing = ssid !== null;
      name.value = ssid ?? "";
      name.readOnly = changing;
      password.value = "";
      put_text(hint, changing ? T.wifi_password_stays : T.wifi_password_hint);
      said("", false);
      show_if(element, true);
      (changing ? password : name).focus();
    },
  };
}
