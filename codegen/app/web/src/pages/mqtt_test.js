// MQTT: trying the settings out.

import { life_signal, refresh, set, values, watch } from "../device.js";
import { button, el, put_text } from "../dom.js";
import { T, fill } from "../texts.js";

/** The device promises an end after ten seconds. */
const LONGEST_TEST = 12000;
const BETWEEN_LOOKS = 300;

const SETTINGS = [R.mqtt_broker, R.tls_system_store, R.tls_skip_name, R.tls_skip_verification, R.tls_certificate, R.tls_client_certificate, R.tls_client_key];

function settings() {
  return JSON.stringify(SETTINGS.map((name) => values[name]));
}

/** A button that tries the stored settings out, and a line that says what came of it. */
export function connection_test() {
  const said = el("p", { role: "status", class: "message" });
  const start = button(T.mqtt_test, async () => {
    if (start.getAttribute("aria-disabled") === "true") return;
    start.setAttribute("aria-disabled", "true");
    tested = settings();
    said.classList.remove("error", "good");
    put_text(said, T.mqtt_testing);
    const wrong = await outcome();
    said.classList.add(wrong === null ? "good" : "error");
    put_text(said, wrong ?? T.mqtt_test_good);
    start.setAttribute("aria-disabled", "false");
  });
  let tested = settings();
  watch(SETTINGS, () => {
    if (settings() === tested || start.getAttribute("aria-disabled") === "true") return;
    // What was found was about others.
    tested = settings();
    put_text(said, "");
  });
  return el("div", { class: "field" }, el("div", { class: "buttons" }, start), said, el("p", { class: "hint" }, T.mqtt_test_hint));
}

// A sentence that says what is wrong, `null` if nothing is.
async function outcome() {
  const refused = (await set({ [R.test_run]: true }))[R.test_run];
  if (refused !== null) return refused;
  const page = life_signal();
  const until = performance.now() + LONGEST_TEST;
  while (performance.now() < until && !page.aborted) {
    await refresh([R.test_state, R.test_reason]);
    if (values[R.test_state] === R.test_succeeded) return null;
    if (values[R.test_state] === R.test_failed) return fill(T.mqtt_test_bad, { reason: values[R.test_reason] ?? T.no_reason });
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  return T.mqtt_test_silent;
}
