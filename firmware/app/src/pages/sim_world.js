// The simulated world: what it is, changing it, and fields for parts of it.

import { every, life_signal, parse, request } from "../device.js";
import { el, new_id, put_text, when_steady } from "../dom.js";
import { T } from "../texts.js";

const PAUSE = 2000;

let simulated = null;

/** Whether there is a simulated world. A device has none; it is asked once. */
export function has_simulator() {
  simulated ??= request("/sim").then(async (answer) => answer.ok && parse(await answer.text())?.grid !== undefined, () => false);
  return simulated;
}

let world = null;
let drawers = [];

/** Calls `draw(world)` whenever the world is known anew, until the page is left. */
export function watch_world(draw) {
  drawers.push(draw);
  if (world) draw(world);
}

/** Looks at the world now and every two seconds, until the page is left. */
export function begin_world() {
  world = null;
  drawers = [];
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await request("/sim", { signal: life });
      if (answer.ok) take_world(parse(await answer.text()), life);
    } catch {
      // Whether the charger can be reached is told above every page.
    }
  };
  const life = life_signal();
  every(PAUSE, look);
  look();
}

function take_world(now, life) {
  if (!now || life.aborted) return;
  world = now;
  drawers.forEach((draw) => draw(now));
}

/** Changes the world. `null`, or the sentence that says why not. */
export async function act(route, parameters = {}) {
  const life = life_signal();
  try {
    const answer = await request(`/sim/${route}?${new URLSearchParams(parameters)}`, { method: "POST", signal: AbortSignal.timeout(10000) }, true);
    const text = (await answer.text()).trim();
    if (answer.status === 401) return T.password_needed;
    if (!answer.ok) return text;
    take_world(parse(text), life);
    return null;
  } catch {
    return T.not_sent;
  }
}

/** A field: label, control, unit, and what is wrong with what was entered. */
export function world_field(label, input, unit) {
  const id = new_id("sim");
  const message = el("p", { class: "message error", id: `${id}-message`, role: "status" });
  input.id = id;
  input.setAttribute("aria-describedby", message.id);
  return {
    input,
    element: el("div", { class: "part" }, el("label", { for: id }, label),
      el("span", { class: "with-unit" }, input, unit ? el("span", { class: "unit" }, unit) : null), message),
    told(text) {
      put_text(message, text ?? "");
      input.setAttribute("aria-invalid", String(text !== null));
    },
  };
}

/** A number of the world. `read(world)` gives it, `send(value)` changes it and gives the sentence of a refusal. */
export function world_number(label, unit, read, send) {
  const input = el("input", { type: "number", step: "any", oninput: () => {
    touched = true;
    part.told(null);
  }, onchange: () => save() });
  const part = world_field(label, input, unit);
  let touched = false;
  const save = async () => {
    const wrong = input.value === "" ? T.number_wanted : await send(input.value);
    when_steady(() => part.told(wrong));
    touched = wrong !== null;
    if (!touched && world) draw(world);
  };
  const draw = (now) => {
    const value = read(now);
    if (!touched && value !== null) input.value = value;
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    touched = false;
    part.told(null);
    if (world) draw(world);
  });
  watch_world(draw);
  return { ...part, settled: () => (touched = false) };
}

/** A choice; `options` are pairs of value and text. */
export function world_choice(label, options, read, send) {
  const input = el("select", { onchange: async () => {
    const wrong = await send(input.value);
    part.told(wrong);
    if (wrong !== null && world) put(world);
  } }, options.map(([value, text]) => el("option", { value }, text)));
  const part = world_field(label, input);
  const put = (now) => {
    const value = read(now);
    if (value !== null) input.value = value;
  };
  // Not under the hand of who is choosing.
  watch_world((now) => document.activeElement === input || put(now));
  return part;
}

/** A switch. */
export function world_switch(label, read, send) {
  const id = new_id("sim");
  const message = el("p", { class: "message error", role: "status" });
  const input = el("input", { type: "checkbox", role: "switch", id, onchange: async () => put_text(message, (await send(input.checked)) ?? "") });
  watch_world((now) => (input.checked = read(now)));
  return { input, element: el("div", { class: "part" }, el("span", { class: "box" }, input, el("label", { for: id }, label)), message) };
}
