// The form of one kind of day: what its times do, up to two of them, and what comes of it.

import { button, el, new_id, put_text, show_if } from "../dom.js";
import { keys, set, values, watch } from "../device.js";
import { control } from "../controls/control.js";
import { message_line } from "../choices.js";
import { clock } from "../format.js";
import { T, fill } from "../texts.js";
import { day_bar } from "./schedule_bar.js";

const MIDNIGHT = { hour: 0, minute: 0 };

const seconds_of = ({ hour, minute, second }) => hour * 3600 + minute * 60 + (second ?? 0);

/** The form of the schedule in that key. `is_today` tells whether it holds for a day of the week, 0 being Sunday. */
export function schedule_section(name, title, is_today) {
  const id = new_id("effect");
  const { line, tell } = message_line();
  const effect = el("select", { id }, effects().map(([value, text]) => el("option", { value }, text)));
  const rows = [1, 2].map((n) => range_row(name, n, () => changed()));
  const add = button(T.add_range, () => {
    const row = rows.find((one) => !one.used());
    row.use(true);
    changed();
    row.focus();
  });
  const list = el("div", { class: "stack" }, rows.map((row) => row.element), el("div", { class: "buttons" }, add));
  const bar = day_bar(is_today);
  const warning = el("p", { class: "note" });
  const save = el("button", { class: "primary" }, T.save);
  const discard = button(T.discard, () => {
    put();
    tell("");
    effect.focus();
  });
  let dirty = false;

  for (const row of rows) {
    row.remove.addEventListener("click", () => {
      row.use(false);
      changed();
      add.focus();
    });
  }

  function changed() {
    dirty = true;
    tell("");
    draw();
  }

  function draw() {
    const code = Number(effect.value);
    const ranges = rows.filter((row) => row.used()).map((row) => row.read()).filter((range) => typeof range === "object");
    show_if(list, code !== E.ScheduleControl.Disabled);
    show_if(add, rows.some((row) => !row.used()));
    show_if(save, dirty);
    show_if(discard, dirty);
    const spans = ranges.map(({ begin, end }) => [seconds_of(begin), seconds_of(end)]);
    bar.draw(code, spans);
    const text = warning_text(code, spans, rows.some((row) => row.used()));
    put_text(warning, text);
    show_if(warning, text !== "");
  }

  function put() {
    const { control: code, ranges } = values[name];
    effect.value = code;
    rows.forEach((row, at) => row.put(ranges[at]));
    dirty = false;
    draw();
  }

  async function send(event) {
    event.preventDefault();
    const ranges = [];
    for (const row of rows) {
      const range = row.used() ? row.read() : { begin: MIDNIGHT, end: MIDNIGHT };
      row.mark(typeof range === "string");
      if (typeof range === "string") {
        tell(range, true);
        return row.focus();
      }
      ranges.push(range);
    }
    const refused = (await set({ [name]: { control: Number(effect.value), ranges } }))[name];
    if (refused === null) put();
    tell(refused ?? T.saved, refused !== null);
    // The button is gone now, and the focus would be, too.
    line.focus();
  }

  effect.addEventListener("change", changed);
  watch([name], () => dirty || put());
  watch([K.loc], () => bar.draw_now());
  return el("section", {}, el("h2", {}, title),
    el("form", { class: "stack", onsubmit: send, novalidate: true },
      el("label", { class: "unseen", for: id }, `${title}: ${T.effect}`), effect, list, warning, bar.element,
      el("div", { class: "buttons" }, save, discard), line));
}

function effects() {
  return [
    [E.ScheduleControl.Disabled, T.effect_off],
    [E.ScheduleControl.Allow, T.effect_allow],
    [E.ScheduleControl.Block, T.effect_block],
    [E.ScheduleControl.AllowFromGrid, T.effect_allow_grid],
    [E.ScheduleControl.BlockFromGrid, T.effect_block_grid],
  ];
}

// As firmware/src/charger/schedule.rs reads them.
function warning_text(code, spans, any) {
  if (code === E.ScheduleControl.Disabled) return "";
  if (code === E.ScheduleControl.Allow && !any) return T.never;
  const over = spans.find(([begin, end]) => begin > end);
  return over ? fill(T.over_midnight, { begin: clock(over[0]), end: clock(over[1]) }) : "";
}

// One range. It is not taken away from the page while it is unused: what has the focus stays.
function range_row(name, n, changed) {
  const fields = keys[name].fields.find((one) => one.name === "ranges").items.fields;
  const [begin, end] = ["begin", "end"].map((part) => {
    const about = fields.find((one) => one.name === part);
    const label = part === "begin" ? T.from : T.to;
    const labels = { id: new_id(part), "aria-label": fill(T.range_part, { n, part: label }) };
    return { label, ...control(about, labels, changed) };
  });
  const remove = button("✕", null, { "aria-label": fill(T.remove_range, { n }) });
  const element = el("div", { class: "range-row", role: "group", "aria-label": fill(T.range_n, { n }) },
    [begin, end].map((part) => el("span", { class: "with-unit" }, el("span", { "aria-hidden": "true" }, part.label), part.element)), remove);
  element.addEventListener("input", changed);
  let used = false;
  const use = (now) => {
    used = now;
    show_if(element, now);
    if (now) [begin, end].forEach((part) => part.put(null));
  };
  // The range, or what is wrong with it.
  const read = () => {
    try {
      const range = { begin: begin.get(), end: end.get() };
      return seconds_of(range.begin) === seconds_of(range.end) ? T.range_empty : range;
    } catch (wrong) {
      return String(wrong);
    }
  };
  const put = (range) => {
    use(seconds_of(range.begin) !== seconds_of(range.end));
    if (!used) return;
    begin.put(range.begin);
    end.put(range.end);
  };
  const mark = (wrong) => [begin, end].forEach((part) => part.input.setAttribute("aria-invalid", String(wrong)));
  return { element, remove, use, used: () => used, read, put, mark, focus: () => begin.input.focus() };
}
