// The device's clock, on which its time stamps are counted: it tells it now and then, and here it is counted on.

import { values, watch } from "./device.js";
import { duration } from "./format.js";

let told = null;
watch([R.uptime], () => {
  const at = values[R.uptime];
  told = at === undefined ? null : { at, here: performance.now() };
}, new AbortController().signal);

/** How long ago something was, in ms. */
export function passed_since(at) {
  const now = told ? told.at + performance.now() - told.here : at;
  return Math.max(0, now - at);
}

/** The same in words. */
export function age(at) {
  return duration(passed_since(at));
}
