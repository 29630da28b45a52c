// The pages of a device that has none of its own, in the order of the menu.

import { add_page } from "../router.js";
import { T } from "../texts.js";
import { home_page } from "./home.js";
import { http_page } from "./http.js";
import { keys_page } from "./keys.js";
import { mqtt_page } from "./mqtt.js";

/** Adds the pages that this device has. */
export async function add_all() {
  add_page("home", () => T.home, home_page, { menu: true });
  if (R.mqtt_broker) add_page("mqtt", () => T.mqtt, mqtt_page, { menu: true });
  add_page("http", () => T.http, http_page, { menu: true });
  add_page("keys", () => T.all_keys, keys_page, { menu: "with-rest" });
}
