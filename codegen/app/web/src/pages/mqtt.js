// MQTT: whether it is connected, and all that decides whether it is.

import { is_local, is_public, parse_broker } from "../broker.js";
import { every, values, watch } from "../device.js";
import { el, put_text, show_if } from "../dom.js";
import { field } from "../field.js";
import { T, fill } from "../texts.js";
import { age } from "../uptime.js";
import { encryption } from "./mqtt_encryption.js";
import { connection_test } from "./mqtt_test.js";
import { topics } from "./mqtt_topics.js";

export function mqtt_page(main) {
  main.append(el("div", {},
    R.mqtt_connected ? mqtt_state_section() : null,
    el("section", {},
      el("h2", {}, T.mqtt_connection),
      field(R.mqtt_enabled, { hint: null }),
      field(R.mqtt_broker, { hint: broker_hint() }),
      open_to_strangers(),
      R.test_run ? connection_test() : null,
      R.tls_certificate ? encryption() : null),
    el("section", {},
      el("h2", {}, T.mqtt_messages),
      field(R.mqtt_read_only, { hint: T.mqtt_read_only_hint }),
      field(R.mqtt_prefix, { hint: T.mqtt_prefix_hint }),
      field(R.home_assistant_enabled, { hint: T.mqtt_discovery_hint }),
      field(R.home_assistant_prefix, { hint: T.mqtt_discovery_prefix_hint }),
      field(R.home_assistant_style),
      field(R.home_assistant_language)),
    topics()));
}

function mqtt_state_section() {
  const state = el("p", { class: "state" });
  const why = el("p", { class: "error" });
  const when = el("p", { class: "hint" });
  const element = el("section", { class: "mqtt-state" }, el("div", { role: "status" }, state, why), when);
  const draw = () => {
    const { name, text } = mqtt_state();
    element.dataset.state = name;
    put_text(state, text);
    const failed = values[R.mqtt_last_error] !== null && (name === "trying" || name === "on");
    // What went wrong before the present connection is past.
    show_if(why, failed && name === "trying");
    put_text(why, failed ? values[R.mqtt_last_error] : "");
    put_text(when, times(name, failed));
  };
  watch([R.mqtt_enabled, R.mqtt_started, R.mqtt_connected, R.mqtt_connected_at, R.mqtt_last_error, R.mqtt_last_error_at, R.uptime], draw);
  every(1000, draw);
  return element;
}

function mqtt_state() {
  if (values[R.mqtt_connected]) return { name: "on", text: T.mqtt_connected };
  if (R.mqtt_enabled && !values[R.mqtt_enabled]) return { name: "off", text: T.mqtt_off };
  if (!values[R.mqtt_started]) return { name: "starting", text: T.mqtt_starting };
  return values[R.mqtt_last_error] === null ? { name: "starting", text: T.mqtt_connecting } : { name: "trying", text: T.mqtt_not_connected };
}

function times(name, failed) {
  // Without the device's clock, nobody knows how long ago something was.
  if (!R.uptime) return "";
  const ago = values[R.mqtt_last_error_at] === null ? "" : age(values[R.mqtt_last_error_at]);
  if (name === "off") return T.mqtt_off_hint;
  if (name === "trying") return fill(T.mqtt_trying, { ago });
  if (name !== "on") return "";
  const since = fill(T.mqtt_since, { time: age(values[R.mqtt_connected_at] ?? values[R.uptime]) });
  return failed ? `${since} ${fill(T.mqtt_before, { ago, error: values[R.mqtt_last_error] })}` : since;
}

function broker_hint() {
  const example = (text, code) => el("li", {}, el("code", {}, code), ` ${text}`);
  return [T.mqtt_broker_hint, el("ul", { class: "examples" },
    example(T.mqtt_example_plain, "mqtt://192.168.0.10"),
    example(T.mqtt_example_user, `mqtt://${T.mqtt_example_login}@192.168.0.10:1883`),
    example(T.mqtt_example_tls, `mqtts://${T.mqtt_example_login}@broker.example`)), T.mqtt_broker_encoding];
}

function open_to_strangers() {
  const note = el("p", { class: "note", role: "status" });
  watch([R.mqtt_broker, R.tls_client_certificate, R.mqtt_read_only], () => {
    const broker = parse_broker(values[R.mqtt_broker]);
    const test = broker && is_public(broker);
    const open = test || (broker && !broker.user && !values[R.tls_client_certificate] && !is_local(broker));
    show_if(note, open);
    put_text(note, open ? `${test ? T.mqtt_public_broker : T.mqtt_open_broker} ${values[R.mqtt_read_only] ? T.mqtt_strangers_read : T.mqtt_strangers_write}` : "");
  });
  return note;
}
