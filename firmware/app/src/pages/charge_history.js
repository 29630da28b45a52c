// Power of each phase in the last hour, as stacked areas and as a table.

import { el, new_id, put_text, show_if, svg } from "../dom.js";
import { life_signal, values, watch } from "../device.js";
import { T, fill, number } from "../texts.js";
import { fixed, kilowatts } from "../site.js";
import { PHASES, ALL_WATTS } from "./charge_power.js";

/** Whole minutes that are shown, beside the one that runs. */
const MINUTES = 60;
const HEIGHT = 220;
const EDGE = { left: 48, right: 6, top: 10, bottom: 26 };

export function history_section() {
  const drawing = svg("svg", { role: "img", class: "chart" });
  const nothing = el("p", { class: "nothing" }, T.history_empty);
  const still = el("p", { class: "hint" }, T.history_still);
  const body = el("tbody", {});
  const details = el("details", { ontoggle: () => draw_table() }, el("summary", {}, T.as_table), table(body));
  const legend = el("ul", { class: "legend" }, PHASES.map(({ name }, index) => el("li", {}, swatch(index), name)));
  const shown = el("div", {}, still, drawing, legend, details);
  let width = 0;

  const draw = () => {
    const minutes = columns();
    const empty = minutes.length === 1 && total(minutes[0]) === 0;
    show_if(nothing, empty);
    show_if(shown, !empty);
    show_if(still, minutes.every((one) => total(one) === 0));
    if (empty || !width) return;
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.replaceChildren(...chart(minutes, width));
    drawing.setAttribute("aria-label", summary(minutes));
    draw_table();
  };
  const draw_table = () => {
    if (details.open) body.replaceChildren(...columns().map(table_row).reverse());
  };
  const sizes = new ResizeObserver(([entry]) => {
    // In units of a usual screen, so that the chart grows with the size of the text.
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    width = Math.round(entry.contentRect.width / unit);
    draw();
  });
  const section = el("section", { class: "wide" }, el("h2", {}, T.history), nothing, shown);
  sizes.observe(section);
  life_signal().addEventListener("abort", () => sizes.disconnect());
  watch([K.phh, K.nrg], draw);
  return section;
}

// Each is the power of the three phases in W, the oldest first; the last is the minute that runs.
function columns() {
  const now = PHASES.map(({ watts }) => values[K.nrg]?.[watts] ?? 0);
  return [...(values[K.phh] ?? []).slice(-MINUTES), now];
}

const total = (watts) => watts.reduce((sum, one) => sum + one, 0);

function chart(minutes, whole) {
  const right = whole - EDGE.right;
  const bottom = HEIGHT - EDGE.bottom;
  const wide = (right - EDGE.left) / (MINUTES + 1);
  const { top, step } = scale(Math.max(...minutes.map(total)));
  const x = (ago) => right - ago * wide;
  const y = (watts) => bottom - (watts / top) * (bottom - EDGE.top);
  const ids = PHASES.map(() => new_id("fill"));
  return [
    svg("defs", {}, ids.map((id, index) => pattern(id, index))),
    ...lines(top, step, y, right),
    ...ticks(x, wide, bottom, whole),
    ...PHASES.map((_, index) => area(minutes, index, ids[index], x, y)),
    svg("line", { class: "axis", x1: EDGE.left, x2: right, y1: bottom, y2: bottom }),
  ];
}

// A top that is a whole number of steps, with two to five of them.
function scale(most) {
  const step = [500, 1000, 2000, 5000, 10000].find((one) => most <= one * 5) ?? 20000;
  return { step, top: Math.max(2, Math.ceil(most / step)) * step };
}

function lines(top, step, y, right) {
  const steps = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return steps.map((watts) => svg("g", {},
    svg("line", { class: "grid", x1: EDGE.left, x2: right, y1: y(watts), y2: y(watts) }),
    svg("text", { x: EDGE.left - 6, y: y(watts) + 4, "text-anchor": "end" }, number(watts / 1000, 1) + (watts === top ? " kW" : ""))));
}

function ticks(x, wide, bottom, whole) {
  // As many as there is room for.
  const shown = whole > 480 ? [60, 45, 30, 15, 0] : whole > 280 ? [60, 30, 0] : [60, 0];
  return shown.map((ago) => svg("g", {},
    svg("line", { class: "axis", x1: x(ago) - wide / 2, x2: x(ago) - wide / 2, y1: bottom, y2: bottom + 4 }),
    svg("text", { x: x(ago) - (ago ? wide / 2 : 0), y: bottom + 18, "text-anchor": ago === 0 ? "end" : ago === 60 ? "start" : "middle" },
      ago === 0 ? T.now : fill(T.minutes_ago, { n: ago }))));
}

// Steps, since each value is the mean of its minute.
function area(minutes, index, id, x, y) {
  const edge = (watts, phases) => y(total(watts.slice(0, phases)));
  const last = minutes.length - 1;
  const across = (phases) => minutes.map((watts, at) => ({ from: x(last - at + 1), to: x(last - at), at: edge(watts, phases) }));
  const upper = across(index + 1);
  const lower = across(index).reverse();
  const there = upper.map(({ from, to, at }) => `L${cut(from)} ${cut(at)}H${cut(to)}`).join("").replace("L", "M");
  const back = lower.map(({ from, to, at }) => `L${cut(to)} ${cut(at)}H${cut(from)}`).join("");
  return svg("g", { class: `phase-${index + 1}` },
    svg("path", { d: `${there}${back}Z`, fill: `url(#${id})` }),
    svg("path", { d: there, class: "edge" }));
}

const cut = (length) => Math.round(length * 10) / 10;

// Full, striped, dotted: the phases differ without their colours, too.
function pattern(id, index) {
  const marks = [
    svg("rect", { width: 8, height: 8, class: "full" }),
    svg("path", { d: "M-2 2 2-2M0 8 8 0M6 10 10 6", class: "stripe" }),
    svg("circle", { cx: 4, cy: 4, r: 1.6, class: "dot" }),
  ];
  return svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", class: `phase-${index + 1}` },
    svg("rect", { width: 8, height: 8, class: "ground" }), marks[index]);
}

/** A small field filled as the phase is in the chart. */
export function swatch(index) {
  const id = new_id("swatch");
  return svg("svg", { class: `swatch phase-${index + 1}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("defs", {}, pattern(id, index)), svg("rect", { x: 1, y: 1, width: 14, height: 14, rx: 3, class: "edge", fill: `url(#${id})` }));
}

function summary(minutes) {
  const sums = minutes.map(total);
  const peak = Math.max(...sums);
  const ago = minutes.length - 1 - sums.lastIndexOf(peak);
  const now = PHASES.map(({ name }, index) => `${name} ${kilowatts(minutes.at(-1)[index])}`).join(", ");
  return fill(T.history_summary, { peak: kilowatts(peak), ago: ago === 0 ? T.now : fill(T.minutes_ago, { n: ago }),
    power: kilowatts(values[K.nrg]?.[ALL_WATTS]), phases: now });
}

function table(body) {
  const head = [T.minute, ...PHASES.map(({ name }) => name), T.sum].map((text) => el("th", { scope: "col" }, text));
  return el("table", { class: "phases" }, el("caption", {}, "kW"), el("thead", {}, el("tr", {}, head)), body);
}

function table_row(watts, index, all) {
  const ago = all.length - 1 - index;
  return el("tr", {}, el("th", { scope: "row" }, ago === 0 ? T.now : fill(T.minutes_ago, { n: ago })),
    [...watts, total(watts)].map((one) => el("td", { class: "value" }, fixed(one / 1000, 2))));
}
