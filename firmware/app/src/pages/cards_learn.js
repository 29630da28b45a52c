// A card gets its place: the person holds it to the reader, and the next card that is read is learned.

import { button, el, put_text } from "../dom.js";
import { set, values, watch } from "../device.js";
import { open_dialog } from "../dialog.js";
import { duration } from "../format.js";
import { T, fill } from "../texts.js";
import { passed_since } from "../uptime.js";

/** Asks for a card, and learns it in that place. */
export function learn_card(place, title, tell) {
  const life = new AbortController();
  const before = values[K.lrr];
  let busy = false;
  const learn = async () => {
    if (busy) return;
    busy = true;
    const refused = (await set({ [K.lrn]: place }))[K.lrn];
    busy = false;
    if (refused !== null) return dialog.tell(refused);
    tell(fill(T.learned, { place: title }));
    dialog.close();
  };
  const parts = [el("p", { class: "hold" }, T.hold_card), el("p", { class: "hint" }, T.hold_hint)];
  if (before !== null) {
    const ago = duration(Math.max(1000, passed_since(before)));
    const known = values[K.lrc] === null ? "" : ` ${fill(T.last_known, { n: values[K.lrc] + 1 })}`;
    parts.push(el("p", {}, `${fill(T.last_card, { ago })}${known}`), el("div", { class: "buttons" }, button(T.use_last, learn)));
  }
  const dialog = open_dialog(fill(T.learn_title, { place: title }), parts, { closed: () => life.abort() });
  watch([K.lrr], () => {
    if (values[K.lrr] !== null && values[K.lrr] !== before) learn();
  }, life.signal);
}
