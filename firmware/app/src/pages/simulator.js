// The simulated world around the charger. Only the program on a computer has one.

import { keys } from "../device.js";
import { button, el, put_text, show_if } from "../dom.js";
import { T, fill, number, sentence } from "../texts.js";
import { act, begin_world, watch_world, world_choice, world_field, world_number, world_switch } from "./sim_world.js";

export function simulator_page(main) {
  begin_world();
  main.append(
    el("p", { class: "note" }, T.sim_note),
    el("div", { class: "worlds" }, car_card(), socket_card(), grid_card(), house_card(), around_card(), reader_card(), faults_card()));
}

function world_card(title, ...children) {
  return el("section", {}, el("h2", {}, title), el("div", { class: "stack" }, children));
}

function car_card() {
  const state = el("p", { role: "status" });
  const charger = el("p", { class: "hint" });
  const of_car = (name) => (world) => world.car?.[name] ?? null;
  let plugged = false;
  // Without a car, they wait for the next one.
  const change = (name) => (value) => (plugged ? act("car", { [name]: value }) : null);
  const phases = world_choice(T.sim_phases, [[1, "1"], [2, "2"], [3, "3"]], of_car("phases"), change("phases"));
  const amps = world_number(T.sim_amps, "A", of_car("amps"), change("amps"));
  const room = world_number(T.sim_room, "Wh", of_car("wh"), change("wh"));
  const wants = world_switch(T.sim_wants, (world) => world.car?.wants ?? true, (on) => act("car", { wants: on }));
  Object.entries({ 3: phases, 16: amps, 40000: room }).forEach(([value, part]) => (part.input.value = value));
  const message = el("p", { class: "message error", role: "status" });
  const plug = button(T.sim_plug, async () => {
    const wrong = await act("plug", { phases: phases.input.value, amps: amps.input.value, wh: room.input.value });
    const own = Object.entries({ phases, amps, wh: room }).find(([name]) => wrong?.startsWith(`${name} `))?.[1];
    for (const part of [phases, amps, room]) part.told(part === own ? wrong : null);
    put_text(message, own ? "" : wrong ?? "");
    if (wrong !== null) return own?.input.focus();
    for (const part of [amps, room]) part.settled();
    unplug.focus();
  }, { class: "primary" });
  const unplug = button(T.sim_unplug, async () => {
    const wrong = await act("unplug");
    put_text(message, wrong ?? "");
    if (wrong === null) plug.focus();
  });
  watch_world((world) => {
    plugged = world.car !== null;
    put_text(state, plugged ? T.sim_plugged : T.sim_no_car);
    const closed = ["L1", "L2", "L3"].filter((name, at) => world.charger.contactors[at]).join(", ");
    put_text(charger, [
      plugged ? fill(T.sim_draws, { draws: number(world.car.draws, 1) }) : "",
      fill(closed ? T.sim_closed : T.sim_open, { phases: closed, amps: number(world.charger.amps) }),
      world.charger.lock ? T.sim_locked : T.sim_unlocked].join(" "));
    show_if(plug, !plugged);
    show_if(unplug, plugged);
    show_if(wants.element, plugged);
  });
  return world_card(T.sim_car, state, charger, el("div", { class: "parts" }, phases.element, amps.element, room.element),
    wants.element, el("div", { class: "buttons" }, plug, unplug), message);
}

function socket_card() {
  return world_card(T.sim_socket, el("div", { class: "parts" },
    world_number(T.sim_cable, "A", (world) => world.cable, (amps) => act("cable", { amps })).element,
    world_choice(T.sim_adapter, [["none", T.sim_no_adapter], [1, T.sim_adapter_one], [3, T.sim_adapter_three]],
      (world) => world.adapter ?? "none", (phases) => act("adapter", { phases })).element));
}

function grid_card() {
  const volts = [1, 2, 3].map((phase, at) =>
    world_number(`L${phase}`, "V", (world) => world.grid.volts[at], (value) => act("grid", { [`l${phase}`]: value })).element);
  return world_card(T.sim_grid, el("p", { class: "hint" }, T.sim_grid_hint), el("div", { class: "parts" }, volts,
    world_number(T.sim_hertz, "Hz", (world) => world.grid.hz, (hz) => act("grid", { hz })).element));
}

function house_card() {
  const solar = world_number(T.sim_solar, "W", (world) => world.pv?.watts ?? null, (watts) => act("pv", { watts }));
  const load = world_number(T.sim_load, "W", (world) => world.pv?.load ?? null,
    (value) => act("pv", { watts: solar.input.value, load: value }));
  const meter = world_switch(T.sim_meter, (world) => world.pv !== null, (on) => act("pv", { watts: on ? solar.input.value || 0 : "none" }));
  const parts = el("div", { class: "parts" }, solar.element, load.element);
  watch_world((world) => show_if(parts, world.pv !== null));
  return world_card(T.sim_house, el("p", { class: "hint" }, T.sim_house_hint), meter.element, parts);
}

function around_card() {
  const signal = world_number(T.sim_signal, "dBm", (world) => world.wifi, (dbm) => act("wifi", { dbm }));
  const mean = world_number(T.sim_mean, "ct/kWh", (world) => world.price?.ct ?? null,
    (ct) => act("price", { ct, swing: swing.input.value || 0 }));
  const swing = world_number(T.sim_swing, "ct/kWh", (world) => world.price?.swing ?? null,
    (value) => act("price", { ct: mean.input.value, swing: value }));
  const network = world_switch(T.sim_network, (world) => world.wifi !== null,
    (on) => act("wifi", { dbm: on ? signal.input.value || -55 : "none" }));
  const prices = world_switch(T.sim_prices, (world) => world.price !== null,
    (on) => act("price", on ? { ct: mean.input.value || 20, swing: swing.input.value || 0 } : { ct: "none" }));
  const [of_network, of_prices] = [el("div", { class: "parts" }, signal.element), el("div", { class: "parts" }, mean.element, swing.element)];
  watch_world((world) => {
    show_if(of_network, world.wifi !== null);
    show_if(of_prices, world.price !== null);
  });
  return world_card(T.sim_around, network.element, of_network, prices.element, of_prices);
}

function reader_card() {
  const card = world_field(T.sim_card, el("input", { type: "text", value: "04A1B2C3", maxlength: 20, autocomplete: "off", spellcheck: "false", class: "short" }));
  const done = el("p", { class: "message", role: "status" });
  const hold = async (event) => {
    event.preventDefault();
    put_text(done, "");
    const wrong = await act("card", { id: card.input.value });
    card.told(wrong);
    put_text(done, wrong === null ? T.sim_card_held : "");
  };
  return world_card(T.sim_reader,
    el("form", { class: "stack", onsubmit: hold }, card.element, el("div", { class: "buttons" }, el("button", {}, T.sim_hold)), done),
    world_switch(T.sim_switch, (world) => world.switch, (closed) => act("switch", { closed })).element);
}

function faults_card() {
  const faults = (keys[K.err].values ?? []).filter((one) => one.value !== E.ChargerError.None);
  const learned = [["ok", T.sim_ok], ["unknown", T.sim_unknown], ["silent", T.sim_silent],
    ...faults.map((one) => [one.value, `${one.value} · ${sentence(one.text)}`])];
  // A fault is told by its number, all else about the car in words.
  const controller = world_choice(T.sim_controller, learned, (world) => world.controller,
    (value) => (/^\d+$/.test(value) ? act("error", { err: value }) : act("car", { state: value })));
  const sensors = (at) => (world) => Math.round(world.temperature[at] * 10) / 10;
  const first = world_number(T.sim_first_sensor, "°C", sensors(0), (celsius) => act("temperature", { celsius, second: second.input.value }));
  const second = world_number(T.sim_second_sensor, "°C", sensors(1), (value) => act("temperature", { second: value }));
  return world_card(T.sim_faults, controller.element, el("div", { class: "parts" }, first.element, second.element));
}
