// What the car does, and why; how it shall be charged.

import { button, el, put_text, show_if } from "../dom.js";
import { set, values, watch } from "../device.js";
import { choices, energy_field, message_line } from "../choices.js";
import { field } from "../field.js";
import { clock, show } from "../format.js";
import { address } from "../router.js";
import { T, fill, sentence } from "../texts.js";
import { kilowatt_hours } from "../site.js";
import { current_section } from "./charge_current.js";
import { history_section } from "./charge_history.js";
import { energies, power_section } from "./charge_power.js";

export function charge_page(main) {
  main.append(el("div", { class: "columns" }, state_section(), power_section(), history_section(), current_section(), way_section()));
}

function state_section() {
  const state = el("p", { class: "state" });
  const reason = el("p", { class: "reason" });
  const fault = el("p", { class: "fault" });
  watch([K.car, K.alw, K.modelStatus, K.err], () => {
    put_text(state, car_text());
    put_text(reason, reason_text());
    put_text(fault, fault_text());
    show_if(fault, fault_text() !== "");
  });
  const force = choices(K.frc, T.force, [
    [E.ForceState.Neutral, T.force_neutral], [E.ForceState.On, T.force_on], [E.ForceState.Off, T.force_off],
  ], { pressed: true, hint: T.force_hint });
  return el("section", {}, el("div", { role: "status" }, state, reason, fault), release(), force, energies());
}

function car_text() {
  const texts = {
    [E.CarState.Idle]: T.car_none,
    [E.CarState.Charging]: T.car_charging,
    [E.CarState.WaitCar]: T.car_wait,
    // The charger has one number for a car that has had enough and for one that it does not let charge.
    [E.CarState.Complete]: values[K.alw] ? T.car_full : T.car_held,
    [E.CarState.Error]: T.car_error,
    [E.CarState.Initializing]: T.car_start,
  };
  return texts[values[K.car]] ?? T.car_unknown;
}

// The spec's text begins with whether it charges, which the state says already.
function reason_text() {
  const car = values[K.car];
  if (car === null || car === E.CarState.Error || car === E.CarState.Unknown) return "";
  const whole = show(K.modelStatus);
  const why = whole.slice(whole.indexOf(",") + 1).trim();
  if (car === E.CarState.Idle) return fill(values[K.alw] ? T.idle_may : T.idle_may_not, { reason: why });
  if (car === E.CarState.Charging || !values[K.alw]) return `${sentence(why)}.`;
  return fill(T.offered_why, { reason: why });
}

function fault_text() {
  const fault = values[K.err];
  if (fault === null) return T.no_controller;
  return fault === E.ChargerError.None ? "" : `${show(K.err)}.`;
}

/** The button that lets a car charge without a card, shown while one waits for that. */
export function release() {
  const { line, tell } = message_line();
  const free = button(T.release, async () => {
    const refused = (await set({ [K.trx]: 0 }))[K.trx];
    tell(refused ?? T.released, refused !== null);
    // The button is about to go, and the focus would go with it.
    if (refused === null) line.focus();
  }, { class: "primary" });
  const element = el("div", { class: "stack release" }, el("div", { class: "buttons" }, free), line);
  watch([K.acs, K.trx], () => {
    const waits = values[K.acs] !== E.AccessControl.Open && values[K.trx] === null;
    if (waits) tell("");
    show_if(free, waits);
  });
  return element;
}

function way_section() {
  const mode = choices(K.lmo, T.mode, [
    [E.LogicMode.Default, T.mode_now], [E.LogicMode.Awattar, T.mode_eco], [E.LogicMode.NextTrip, T.mode_trip],
  ]);
  const sources = [field(K.fup, { label: T.use_sun, hint: T.use_sun_hint }), field(K.awe, { label: T.use_price, hint: T.use_price_hint })];
  const trip = el("p", { class: "hint after" }, el("a", { href: address("schedule") }));
  watch([K.lmo, K.att, K.ate], () => {
    sources.forEach((source) => show_if(source, values[K.lmo] !== E.LogicMode.Default));
    show_if(trip, values[K.lmo] === E.LogicMode.NextTrip);
    put_text(trip.firstChild, fill(T.trip_plan, { energy: kilowatt_hours(values[K.ate]), time: clock(values[K.att]) }));
  });
  return el("section", {}, el("h2", {}, T.way), mode, trip, sources, energy_field(K.dwo, T.limit, T.limit_hint));
}
