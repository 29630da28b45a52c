// MQTT: how an encrypted connection knows the broker, and the broker the device.

import { parse_broker } from "../broker.js";
import { values, watch } from "../device.js";
import { el, show_if } from "../dom.js";
import { field } from "../field.js";
import { T } from "../texts.js";

/** What can be set for encryption; open where it matters. */
export function encryption() {
  const no_effect = el("p", { class: "hint" }, T.mqtt_not_encrypted);
  const element = el("details", { class: "more" }, el("summary", {}, T.mqtt_encryption),
    no_effect,
    el("h3", {}, T.mqtt_who_broker),
    field(R.tls_system_store),
    pem_field(R.tls_certificate, "CERTIFICATE"),
    field(R.tls_skip_name, { hint: T.mqtt_name_hint }), warning(R.tls_skip_name, T.mqtt_any_name),
    field(R.tls_skip_verification, { hint: T.mqtt_verify_hint }), warning(R.tls_skip_verification, T.mqtt_any_certificate),
    el("h3", {}, T.mqtt_who_device),
    pem_field(R.tls_client_certificate, "CERTIFICATE", T.mqtt_client_certificate_hint),
    pem_field(R.tls_client_key, "PRIVATE KEY", T.mqtt_client_key_hint));
  let open = false;
  watch([R.mqtt_broker, R.tls_certificate, R.tls_client_certificate, R.tls_client_key, R.tls_system_store, R.tls_skip_name, R.tls_skip_verification], () => {
    const encrypted = parse_broker(values[R.mqtt_broker])?.encrypted;
    const changed = values[R.tls_certificate] || values[R.tls_client_certificate] || values[R.tls_client_key] || !values[R.tls_system_store] || values[R.tls_skip_name] || values[R.tls_skip_verification];
    show_if(no_effect, !encrypted);
    // It opens by itself; who closes it wants it closed.
    if (!open && (encrypted || changed)) element.open = true;
    open = encrypted || changed;
  });
  return element;
}

function warning(name, text) {
  const note = el("p", { class: "note", role: "status" });
  watch([name], () => {
    note.textContent = values[name] ? text : "";
    show_if(note, values[name]);
  });
  return note;
}

function pem_field(name, kind, hint) {
  const check = (text) => wrong_pem(text, kind);
  return field(name, { hint, check, offers: [{ text: T.pem_remove, value: "", when: () => values[name] }] });
}

// The device looks at all of it; this is for the wrong file.
function wrong_pem(text, kind) {
  const kinds = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((found) => found[1]);
  if (!text.trim()) return T.pem_wanted;
  if (!kinds.length) return kind === "CERTIFICATE" ? T.pem_no_certificate : T.pem_no_key;
  const key = kinds.some((found) => found.endsWith("PRIVATE KEY"));
  if (kind === "CERTIFICATE" && key) return T.pem_key_for_certificate;
  if (kind !== "CERTIFICATE" && !key) return kinds.includes("CERTIFICATE") ? T.pem_certificate_for_key : T.pem_no_key;
  if (kinds.includes("ENCRYPTED PRIVATE KEY") || /^Proc-Type:.*ENCRYPTED/m.test(text)) return T.pem_encrypted;
  return null;
}
