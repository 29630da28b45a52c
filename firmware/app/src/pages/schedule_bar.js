// A day of 24 hours, and what may happen in each of them.

import { el, svg } from "../dom.js";
import { clock } from "../format.js";
import { T } from "../texts.js";
import { site_time } from "../site.js";

const DAY_SECONDS = 86400;

/** What is drawn; they differ in height, so that nobody has to tell colours apart. */
const KINDS = [
  { kind: "open", height: 24, text: () => T.bar_open },
  { kind: "sun", height: 12, text: () => T.bar_sun },
  { kind: "closed", height: 3, text: () => T.bar_closed },
];

/** The bar, and what it says in words. */
export function day_bar(is_today) {
  const spans = svg("g", {});
  const hours = [3, 6, 9, 12, 15, 18, 21].map((hour) => svg("line", { class: "hour", x1: hour * 3600, x2: hour * 3600, y1: 0, y2: 24 }));
  // A dark line in a light one is seen on every ground.
  const now = ["halo", "present"].map((name) => svg("line", { class: name, y1: 0, y2: 24 }));
  const drawing = svg("svg", { class: "day", viewBox: `0 0 ${DAY_SECONDS} 24`, preserveAspectRatio: "none", "aria-hidden": "true" },
    spans, hours, now);
  const words = el("ul", { class: "spans" });
  const marks = el("div", { class: "hours", "aria-hidden": "true" }, [0, 6, 12, 18, 24].map((hour) => el("span", {}, clock(hour * 3600))));
  const draw = (code, ranges) => {
    const parts = verdicts(code, ranges);
    spans.replaceChildren(...parts.map(({ kind, begin, end }) => {
      const { height } = KINDS.find((one) => one.kind === kind);
      return svg("rect", { class: kind, x: begin, width: end - begin, y: 24 - height, height });
    }));
    words.replaceChildren(...KINDS.map((one) => in_words(one, parts)).filter(Boolean));
  };
  const draw_now = () => {
    const time = site_time();
    const date = time === null ? null : new Date(time);
    const shown = date !== null && is_today(date.getUTCDay());
    const at = shown ? (time / 1000) % DAY_SECONDS : 0;
    for (const line of now) {
      line.setAttribute("visibility", shown ? "visible" : "hidden");
      line.setAttribute("x1", at);
      line.setAttribute("x2", at);
    }
  };
  return { element: el("div", {}, drawing, marks, words), draw, draw_now };
}

function in_words({ kind, height, text }, parts) {
  const times = parts.filter((part) => part.kind === kind).map(({ begin, end }) => `${clock(begin)}\u2009–\u2009${clock(end)}`);
  if (!times.length) return null;
  const sample = svg("svg", { class: "swatch", viewBox: "0 0 16 24", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: kind, width: 16, y: 24 - height, height }));
  const day = times.length === 1 && parts.length === 1 ? T.all_day : times.join(", ");
  return el("li", {}, sample, `${text()}: ${day}`);
}

// The day cut at each begin and end. A range that ends before it begins goes past midnight of the same day.
function verdicts(code, ranges) {
  const cuts = [...new Set([0, ...ranges.flat(), DAY_SECONDS])].sort((a, b) => a - b);
  const inside = (at) => ranges.some(([begin, end]) => (begin <= end ? at >= begin && at < end : at >= begin || at < end));
  const parts = [];
  cuts.slice(0, -1).forEach((begin, index) => {
    const kind = verdict(code, inside(begin));
    const end = cuts[index + 1];
    if (parts.at(-1)?.kind === kind) parts.at(-1).end = end;
    else parts.push({ kind, begin, end });
  });
  return parts;
}

function verdict(code, inside) {
  if (code === E.ScheduleControl.Allow) return inside ? "open" : "closed";
  if (code === E.ScheduleControl.Block) return inside ? "closed" : "open";
  if (code === E.ScheduleControl.AllowFromGrid) return inside ? "open" : "sun";
  if (code === E.ScheduleControl.BlockFromGrid) return inside ? "sun" : "open";
  return "open";
}
