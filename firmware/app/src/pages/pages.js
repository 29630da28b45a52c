// All pages, in the order of the menu.

import { add_page } from "../router.js";
import { T } from "../texts.js";
import { cards_page } from "./cards.js";
import { charge_page } from "./charge.js";
import { advanced_page, internet_page } from "./internet.js";
import { http_page } from "./http.js";
import { keys_page } from "./keys.js";
import { schedule_page } from "./schedule.js";
import { mqtt_page } from "./mqtt.js";
import { has_simulator } from "./sim_world.js";
import { simulator_page } from "./simulator.js";

/** Adds the pages that this device has. */
export async function add_all() {
  add_page("charge", () => T.charge, charge_page, { menu: true });
  add_page("schedule", () => T.schedule, schedule_page, { menu: true });
  add_page("cards", () => T.cards, cards_page, { menu: true });
  add_page("internet", () => T.internet, internet_page, { menu: true });
  add_page("internet/advanced", () => T.advanced, advanced_page, { parent: "internet" });
  add_page("internet/advanced/mqtt", () => T.mqtt, mqtt_page, { parent: "internet/advanced" });
  add_page("internet/advanced/http", () => T.http, http_page, { parent: "internet/advanced" });
  add_page("keys", () => T.all_keys, keys_page, { menu: "with-rest" });
  if (await has_simulator()) add_page("simulator", () => T.simulator, simulator_page, { menu: true });
}
