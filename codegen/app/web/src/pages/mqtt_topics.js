// MQTT: topics and commands to copy.

import { parse_broker, topic_prefix } from "../broker.js";
import { copyable } from "../copy.js";
import { values, watch } from "../device.js";
import { el, show_if } from "../dom.js";
import { decoded } from "../format.js";
import { T, fill } from "../texts.js";

const [[EXAMPLE, EXAMPLE_VALUE]] = D.examples.set.length ? D.examples.set : [["KEY", "VALUE"]];
const KEYS = [R.mqtt_prefix, R.mqtt_broker, R.tls_certificate, EXAMPLE];

/** The topics with the values that they have here, for one key as an example. */
export function topics() {
  const topic = (layout) => layout.replace("{prefix}", topic_prefix()).replace("{key}", EXAMPLE);
  const all = () => topic("{prefix}/#");
  const list = el("dl", { class: "facts" },
    topic_row(T.mqtt_topic_all, all),
    topic_row(fill(T.mqtt_topic_value, { key: EXAMPLE }), () => topic(D.topics.value)),
    topic_row(fill(T.mqtt_topic_set, { key: EXAMPLE }), () => topic(D.topics.set)),
    topic_row(fill(T.mqtt_topic_result, { key: EXAMPLE }), () => topic(D.topics.result)),
    topic_row(T.mqtt_topic_availability, () => topic(D.topics.availability)),
    topic_row(T.mqtt_subscribe, () => `${broker_client("mosquitto_sub")} -t ${quoted(all())} -v`),
    topic_row(T.mqtt_publish, () => `${broker_client("mosquitto_pub")} -t ${quoted(topic(D.topics.set))} -m ${quoted(JSON.stringify(values[EXAMPLE] ?? EXAMPLE_VALUE))}`));
  const locked = el("p", { class: "hint" }, T.mqtt_set_locked);
  watch([R.mqtt_read_only], () => show_if(locked, values[R.mqtt_read_only]));
  return el("section", {}, el("h2", {}, T.mqtt_topics), list, locked);
}

function topic_row(title, text) {
  const parts = copyable(title, "");
  const code = parts[1].querySelector("code");
  watch(KEYS, () => (code.textContent = text()));
  return parts;
}

// The broker's URL as the device uses it. The page does not know the password, so the reader must insert it.
function broker_client(program) {
  const broker = parse_broker(values[R.mqtt_broker]);
  if (!broker) return program;
  const parts = [program, "-h", quoted(broker.host)];
  // They reach a broker over TCP, which listens elsewhere than its WebSocket.
  if (!broker.scheme.startsWith("ws")) parts.push("-p", broker.port);
  if (broker.user) parts.push("-u", quoted(decoded(broker.user)));
  if (broker.password) parts.push("-P", "'…'");
  if (broker.encrypted) parts.push(...(values[R.tls_certificate] ? ["--cafile", "broker.pem"] : ["--tls-use-os-certs"]));
  return parts.join(" ");
}

/** A word for a shell. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
