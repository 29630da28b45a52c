// The address of an MQTT broker, and what it gives away.

import { values } from "./device.js";
import { fill } from "./texts.js";

/** What all topics begin with. */
export function topic_prefix() {
  return values[R.mqtt_prefix] || fill(D.prefix, values);
}

/** `mqtt://user:password@host:port/path` taken apart, as the device does it; `null` if it is none. */
export function parse_broker(url) {
  const found = /^(mqtts?|wss?):\/\/(?:([^/?]*)@)?(\[[^\]]+\]|[^/?:@]+)(?::(\d+))?(?:[/?].*)?$/i.exec(url);
  if (!found) return null;
  const scheme = found[1].toLowerCase();
  const [user, ...password] = (found[2] ?? "").split(":");
  return {
    scheme, user, password: password.join(":"), host: found[3].replace(/^\[|\]$/g, "").toLowerCase(),
    port: Number(found[4] ?? { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 }[scheme]),
    encrypted: scheme === "mqtts" || scheme === "wss",
  };
}

// Brokers for trying things out. Everybody may use them, and nobody is kept from the topics of others.
const PUBLIC = ["test.mosquitto.org", "hivemq.com", "mqttdashboard.com", "emqx.io", "mqtthq.com", "eclipseprojects.io",
  "eclipse.org", "mqtt.cool", "bevywise.com", "mqtt.fluux.io", "mqtt.one"];

/** Whether it is one of the known public test brokers. */
export function is_public({ host }) {
  return PUBLIC.some((name) => host === name || host.endsWith(`.${name}`));
}

const LOCAL_ADDRESS = /^(10|127)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^::1$|^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/;
const LOCAL_NAME = /^[^.:]+$|\.(local|localhost|lan|home\.arpa|internal|home|fritz\.box)$/;

/** Whether it is in the local network, as far as its name or address tells. */
export function is_local({ host }) {
  return LOCAL_ADDRESS.test(host) || LOCAL_NAME.test(host);
}
