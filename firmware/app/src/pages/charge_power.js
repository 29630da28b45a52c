// Power and energy, as measured now.

import { el, put_text, show_if } from "../dom.js";
import { every, values, watch } from "../device.js";
import { duration } from "../format.js";
import { T, fill } from "../texts.js";
import { fixed, kilowatt_hours, kilowatts, site_clock, site_time } from "../site.js";
import { passed_since } from "../uptime.js";
import { swatch } from "./charge_history.js";

/** The phases and where their values stand in `nrg`. */
export const PHASES = [
  { name: "L1", volts: 0, amps: 4, watts: 7 },
  { name: "L2", volts: 1, amps: 5, watts: 8 },
  { name: "L3", volts: 2, amps: 6, watts: 9 },
];

/** Where the power of all phases stands in `nrg`. */
export const ALL_WATTS = 11;

export function power_section() {
  const power = el("p", { class: "value power" });
  const rows = PHASES.map(phase_row);
  watch([K.nrg], () => {
    put_text(power, kilowatts(values[K.nrg]?.[ALL_WATTS]));
    rows.forEach((row) => row.draw(values[K.nrg] ?? []));
  });
  const head = [T.phase, T.voltage, T.current, T.power].map((text) => el("th", { scope: "col" }, text));
  return el("section", {}, el("h2", {}, T.power_now), power,
    el("table", { class: "phases" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows.map((row) => row.element))));
}

function phase_row({ name, volts, amps, watts }, index) {
  const cells = [volts, amps, watts].map(() => el("td", { class: "value" }));
  const draw = (nrg) => {
    put_text(cells[0], `${fixed(nrg[volts] ?? 0, 0)}\u202fV`);
    put_text(cells[1], `${fixed(nrg[amps] ?? 0, 1)}\u202fA`);
    put_text(cells[2], kilowatts(nrg[watts]));
  };
  return { element: el("tr", {}, el("th", { scope: "row" }, swatch(index), name), cells), draw };
}

/** Energy of the session and of all sessions. */
export function energies() {
  const session_title = el("dt", {});
  const session = el("dd", { class: "value" });
  const since_title = el("dt", {}, T.plugged);
  const since = el("dd", { class: "value" });
  const total = el("dd", { class: "value" });
  let plugged = null;
  const draw_since = () => {
    const at = values[K.lccfi];
    const shown = at !== null && values[K.car] !== E.CarState.Idle;
    show_if(since_title, shown);
    show_if(since, shown);
    if (!shown) return;
    const passed = passed_since(at);
    // Computed once for a session: both clocks are told every few seconds only, and the minute would jump.
    if (plugged?.at !== at) plugged = { at, time: site_time() === null ? null : site_time() - passed };
    const long = passed < 60000 ? T.just_now : duration(passed - (passed % 60000));
    put_text(since, plugged.time === null ? long : fill(T.since, { time: site_clock(plugged.time), long }));
  };
  watch([K.wh, K.eto, K.car, K.lccfi, K.loc], () => {
    put_text(session_title, values[K.car] === E.CarState.Idle ? T.last_session : T.this_session);
    put_text(session, kilowatt_hours(values[K.wh]));
    put_text(total, kilowatt_hours(values[K.eto]));
    draw_since();
  });
  every(10000, draw_since);
  return el("dl", { class: "figures" }, session_title, session, since_title, since, el("dt", {}, T.total), total);
}
