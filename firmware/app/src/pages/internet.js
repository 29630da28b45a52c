// The way to the settings of the network: name, Wi-Fi, clock.

import { keys, values, watch } from "../device.js";
import { el, put_text, show_if } from "../dom.js";
import { field } from "../field.js";
import { show } from "../format.js";
import { address } from "../router.js";
import { T, language } from "../texts.js";
import { stored_networks } from "./wifi.js";

/** Links to further pages, each with a sentence. */
export function links(rows) {
  return el("ul", { class: "links" }, rows.map(([path, title, text]) =>
    el("li", {}, el("a", { href: address(path) }, el("strong", {}, title), el("span", {}, text)))));
}

export function internet_page(main) {
  main.append(
    el("section", {}, field(K.fna), field(K.host), field(K.cwe, { hint: T.cloud_hint })),
    wifi_section(),
    el("section", {}, el("h2", {}, T.time), local_time(), field(K.tof), field(K.tds, { hint: null }), field(K.tse, { hint: T.time_server_hint })),
    links([["internet/advanced", T.advanced, T.advanced_why]]));
}

// Like a field, but with the date as it is written in the language.
function local_time() {
  const output = el("output", { class: "value", "aria-live": "off", "aria-label": keys[K.loc].title });
  watch([K.loc], () => {
    // It is shown as it is at the charger, wherever the browser is.
    const at = new Date(`${values[K.loc]?.slice(0, 19)}Z`);
    put_text(output, isNaN(at) ? T.none : new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(at));
  });
  return el("div", { class: "field" }, el("div", { class: "field-head" }, el("strong", {}, keys[K.loc].title), output));
}

function wifi_section() {
  const state = el("p", { class: "state", role: "status" });
  const problem = el("p", { class: "error" });
  const list = el("dl", { class: "facts" });
  watch([K.ccw, K.wst, K.rssi, K.wsm], () => {
    const joined = values[K.ccw];
    put_text(state, joined ? joined.ssid : show(K.wst));
    put_text(problem, joined ? "" : values[K.wsm] ?? "");
    show_if(problem, problem.textContent);
    const rows = joined ? [[T.wifi_signal, show(K.rssi)], [T.wifi_address, joined.ip], [T.wifi_router, joined.gw], [T.wifi_channel, String(joined.channel)]] : [];
    list.replaceChildren(...rows.flatMap(([title, text]) => [el("dt", {}, title), el("dd", {}, text)]));
  });
  return el("section", {}, el("h2", {}, T.wifi), state, problem, list, stored_networks());
}

export function advanced_page(main) {
  main.append(links([
    ["internet/advanced/mqtt", T.mqtt, T.mqtt_why],
    ["internet/advanced/http", T.http, T.http_why],
  ]));
}
