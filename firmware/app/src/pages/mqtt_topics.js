// MQTT: topics and commands to copy.

import { parse_broker } from "../broker.js";
import { copyable } from "../copy.js";
import { values, watch } from "../device.js";
import { el, show_if } from "../dom.js";
import { decoded } from "../format.js";
import { T, fill } from "../texts.js";

const KEYS = [K.mtp, K.mcu, K.msc, K.amp];

/** The topics with the values that they have here, for one key as an example. */
export function topics() {
  const topic = (layout) => layout.replace("{prefix}", values[K.mtp]).replace("{key}", K.amp);
  const all = () => topic("{prefix}/#");
  const list = el("dl", { class: "facts" },
    topic_row(T.mqtt_topic_all, all),
    topic_row(fill(T.mqtt_topic_value, { key: K.amp }), () => topic(D.topics.value)),
    topic_row(fill(T.mqtt_topic_set, { key: K.amp }), () => topic(D.topics.set)),
    topic_row(fill(T.mqtt_topic_result, { key: K.amp }), () => topic(D.topics.result)),
    topic_row(T.mqtt_topic_availability, () => topic(D.topics.availability)),
    topic_row(T.mqtt_subscribe, () => `${broker_client("mosquitto_sub")} -t ${quoted(all())} -v`),
    topic_row(T.mqtt_publish, () => `${broker_client("mosquitto_pub")} -t ${quoted(topic(D.topics.set))} -m ${values[K.amp]}`));
  const locked = el("p", { class: "hint" }, T.mqtt_set_locked);
  watch([K.mcr], () => show_if(locked, values[K.mcr]));
  return el("section", {}, el("h2", {}, T.mqtt_topics), list, locked);
}

function topic_row(title, text) {
  const parts = copyable(title, "");
  const code = parts[1].querySelector("code");
  watch(KEYS, () => (code.textContent = text()));
  return parts;
}

// The way to the broker that the charger takes. The password is not known here, and has to be put in.
function broker_client(program) {
  const broker = parse_broker(values[K.mcu]);
  if (!broker) return program;
  const parts = [program, "-h", quoted(broker.host)];
  // They reach a broker over TCP, which listens elsewhere than its WebSocket.
  if (!broker.scheme.startsWith("ws")) parts.push("-p", broker.port);
  if (broker.user) parts.push("-u", quoted(decoded(broker.user)));
  if (broker.password) parts.push("-P", "'…'");
  if (broker.encrypted) parts.push(...(values[K.msc] ? ["--cafile", "broker.pem"] : ["--tls-use-os-certs"]));
  return parts.join(" ");
}

/** A word for a shell. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
