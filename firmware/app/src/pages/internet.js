// The way to the settings of the network.

import { el } from "../dom.js";
import { address } from "../router.js";
import { T } from "../texts.js";
import { field } from "../field.js";

/** Links to further pages, each with a sentence. */
export function links(rows) {
  return el("ul", { class: "links" }, rows.map(([path, title, text]) =>
    el("li", {}, el("a", { href: address(path) }, el("strong", {}, title), el("span", {}, text)))));
}

export function internet_page(main) {
  main.append(
    el("section", {}, field(K.fna), field(K.cwe)),
    links([["internet/advanced", T.advanced, T.advanced_why]]));
}

export function advanced_page(main) {
  main.append(links([
    ["internet/advanced/mqtt", T.mqtt, T.mqtt_why],
    ["internet/advanced/http", T.http, T.http_why],
  ]));
}
