// The current that is asked for, and the one that the car is offered.

import { button, el, new_id, put_text, show_if } from "../dom.js";
import { keys, set, values, watch } from "../device.js";
import { choices, message_line } from "../choices.js";
import { with_unit } from "../format.js";
import { address } from "../router.js";
import { T, fill } from "../texts.js";

const amperes = (value) => with_unit(value, "A");

export function current_section() {
  const id = new_id("amp");
  const { line, tell } = message_line();
  const output = el("output", { class: "value amperes", for: id, "aria-live": "off" });
  const slider = el("input", { type: "range", id, step: 1, "aria-describedby": `${id}-why`,
    oninput: () => {
      dragged = true;
      draw_value(Number(slider.value));
    },
    onchange: () => send(Number(slider.value)) });
  const presets = el("div", { class: "row presets", role: "group", "aria-label": T.presets });
  const offered = el("p", { class: "offered" });
  const most = el("a", { href: address(`keys/${K.ama}`) });
  let dragged = false;
  let sending = false;
  let wanted = null;
  let made = "";

  // While one value is on its way the next waits; of several only the last is sent.
  async function send(value) {
    wanted = value;
    if (sending) return;
    sending = true;
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      const refused = (await set({ [K.amp]: next }))[K.amp];
      tell(refused ?? "", refused !== null);
    }
    sending = false;
    dragged = false;
    draw();
  }

  function draw_value(value) {
    put_text(output, amperes(value));
    slider.setAttribute("aria-valuetext", amperes(value));
    for (const preset of presets.children) preset.setAttribute("aria-pressed", String(Number(preset.dataset.amps) === value));
  }

  function draw() {
    const { min, max } = keys[K.amp];
    slider.min = min;
    slider.max = Math.min(max, values[K.ama] ?? max);
    draw_presets();
    put_text(most, fill(T.most_current, { most: amperes(values[K.ama]) }));
    if (dragged || sending) return;
    slider.value = values[K.amp];
    draw_value(values[K.amp]);
    draw_offered(offered);
  }

  // Made anew only when there are others: a button that has the focus keeps it.
  function draw_presets() {
    const amps = [...new Set(values[K.clp])].filter((value) => value <= Number(slider.max)).sort((a, b) => a - b);
    if (made === amps.join()) return;
    made = amps.join();
    presets.replaceChildren(...amps.map((value) => button(amperes(value), () => send(value), { "data-amps": value })));
    show_if(presets, amps.length > 0);
    draw_value(values[K.amp]);
  }

  watch([K.amp, K.ama, K.clp, K.acu, K.cll, K.car], draw);
  const phases = choices(K.psm, T.phases, [
    [E.PhaseSwitchMode.Auto, T.phases_auto], [E.PhaseSwitchMode.Force1, T.phases_1], [E.PhaseSwitchMode.Force3, T.phases_3],
  ]);
  return el("section", {}, el("h2", {}, T.current_and_phases),
    el("div", { class: "field-head" }, el("label", { for: id }, T.wanted_current), output),
    slider, presets, line, el("div", { class: "hint", id: `${id}-why` }, offered, el("p", {}, most)), phases);
}

function draw_offered(offered) {
  const amps = values[K.acu];
  const plugged = values[K.car] !== null && values[K.car] !== E.CarState.Idle;
  show_if(offered, plugged && amps !== values[K.amp]);
  put_text(offered, amps === null ? T.nothing_offered : fill(T.offered, { amps: amperes(amps), why: why_other(amps) }));
}

// Of the limits the one in force is as large as what is offered; sun and grid are none of them.
function why_other(amps) {
  const limits = values[K.cll] ?? {};
  const about = (name) => keys[K.cll].fields.find((one) => one.name === name)?.text;
  if (amps > values[K.amp]) return about("minChargingCurrent");
  const name = Object.keys(limits).find((one) => limits[one] === amps && !["minChargingCurrent", "requestedCurrent"].includes(one));
  return about(name) ?? T.other_limit;
}
