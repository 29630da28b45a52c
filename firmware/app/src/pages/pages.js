// All pages, in the order of the menu.

import { add_page } from "../router.js";
import { T } from "../texts.js";
import { cards_page } from "./cards.js";
import { charge_page } from "./charge.js";
import { advanced_page, internet_page } from "./internet.js";
import { keys_page } from "./keys.js";
import { schedule_page } from "./schedule.js";

/** Adds the pages that this device has. */
export async function add_all() {
  add_page("charge", () => T.charge, charge_page, { menu: true });
  add_page("schedule", () => T.schedule, schedule_page, { menu: true });
  add_page("cards", () => T.cards, cards_page, { menu: true });
  add_page("internet", () => T.internet, internet_page, { menu: true });
  add_page("internet/advanced", () => T.advanced, advanced_page, { parent: "internet" });
  add_page("keys", () => T.all_keys, keys_page, { menu: "with-rest" });
}
