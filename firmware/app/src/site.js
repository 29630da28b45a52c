// Time and energy as people at the charger read them.

import { values } from "./device.js";
import { language } from "./texts.js";

const DAY = 86400000;

/** The time at the site, in ms as if it were UTC; `null` while the charger's clock is not set. */
export function site_time() {
  const found = /^(20[2-9]\d-\d\d-\d\dT[\d:.]+)/.exec(values[K.loc] ?? "");
  const time = found ? Date.parse(`${found[1]}Z`) : NaN;
  return Number.isNaN(time) ? null : time;
}

/** Hour and minute of such a time, with the day in front where it is not today. */
export function site_clock(time, now = site_time()) {
  const today = Math.floor(time / DAY) === Math.floor(now / DAY);
  const day = today ? {} : { weekday: "short", day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(language, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(time);
}

/** Watts as kW: `3.68 kW`, `11.0 kW`. */
export function kilowatts(watts) {
  return `${thousands(watts)}\u202fkW`;
}

/** Watt-hours as kWh. */
export function kilowatt_hours(wh) {
  return `${thousands(wh)}\u202fkWh`;
}

function thousands(value) {
  const shown = (value ?? 0) / 1000;
  return fixed(shown, Math.abs(shown) < 9.995 ? 2 : 1);
}

/** A number with so many digits after the point, also where they are zero: numbers beneath each other stay in line. */
export function fixed(value, digits) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}
