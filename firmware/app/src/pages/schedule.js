// At which times the car may charge, and when it has to be ready.

import { button, el, put_text, show_if } from "../dom.js";
import { set, values, watch } from "../device.js";
import { energy_field, message_line } from "../choices.js";
import { field } from "../field.js";
import { show } from "../format.js";
import { T, fill } from "../texts.js";
import { site_clock, site_time } from "../site.js";
import { schedule_section } from "./schedule_day.js";

export function schedule_page(main) {
  const local = el("p", { class: "hint after" });
  watch([K.loc], () => {
    const time = site_time();
    const text = time === null ? "" : site_clock(time, 0);
    put_text(local, time === null ? T.no_clock : fill(T.local_time, { time: text }));
  });
  main.append(local,
    schedule_section(K.sch_week, T.weekdays, (day) => day >= 1 && day <= 5),
    schedule_section(K.sch_satur, T.saturday, (day) => day === 6),
    schedule_section(K.sch_sund, T.sunday, (day) => day === 0),
    trip_section());
}

function trip_section() {
  const state = el("p", { class: "hint" });
  const { line, tell } = message_line();
  const use = button(T.use_trip, async () => {
    const refused = (await set({ [K.lmo]: E.LogicMode.NextTrip }))[K.lmo];
    tell(refused ?? T.saved, refused !== null);
    // The button is about to go, and the focus would go with it.
    if (refused === null) line.focus();
  });
  watch([K.lmo], () => {
    const used = values[K.lmo] === E.LogicMode.NextTrip;
    put_text(state, used ? T.trip_used : fill(T.trip_unused, { mode: show(K.lmo) }));
    show_if(use, !used);
  });
  return el("section", {}, el("h2", {}, T.trip), el("div", { class: "stack trip" }, state, el("div", { class: "buttons" }, use), line),
    field(K.att, { label: T.departure, hint: T.departure_hint }), energy_field(K.ate, T.trip_energy, T.trip_energy_hint));
}
