// What a device without pages of its own shows first: what it does, and what can be set, category by category.

import { keys } from "../device.js";
import { el } from "../dom.js";
import { field } from "../field.js";
import { T } from "../texts.js";

export function home_page(main) {
  const played = new Set(D.played);
  const shown = Object.keys(keys).filter((name) => !played.has(name));
  const titles = { Status: T.home_status, Config: T.home_config, Other: T.home_other, Constant: T.home_constant };
  for (const category of D.home) {
    const fields = shown.filter((name) => keys[name].category === category).map((name) => field(name));
    if (fields.length) main.append(el("section", {}, el("h2", {}, titles[category] ?? category), fields));
  }
}
