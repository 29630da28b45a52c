// The ten places for cards: who they belong to, what they charged, and who may charge at all.

import { button, el, new_id, put_text, show_if } from "../dom.js";
import { set, values, watch } from "../device.js";
import { choices, message_line } from "../choices.js";
import { open_dialog } from "../dialog.js";
import { T, fill } from "../texts.js";
import { kilowatt_hours } from "../site.js";
import { release } from "./charge.js";
import { learn_card } from "./cards_learn.js";

/** What the device calls a place that nobody has named. */
const UNNAMED = "n/a";

const place_title = (place) => fill(T.place, { n: place + 1 });

export function cards_page(main) {
  const { line, tell } = message_line();
  const rows = values[K.cards].map((_, place) => place_row(place, tell));
  watch([K.cards, K.trx], () => rows.forEach((row) => row.draw()));
  main.append(access_section(), el("section", {}, el("h2", {}, T.places), el("p", { class: "hint" }, T.places_hint), line,
    el("ol", { class: "places" }, rows.map((row) => row.element))));
}

function access_section() {
  const who = choices(K.acs, T.who, [
    [E.AccessControl.Open, T.who_all], [E.AccessControl.Wait, T.who_card], [E.AccessControl.Evcms, T.who_system],
  ]);
  const now = el("p", {});
  watch([K.trx, K.acs, K.cards], () => put_text(now, account_text()));
  return el("section", {}, el("h2", {}, T.access_title), who, el("div", { role: "status" }, now), release());
}

function account_text() {
  const account = values[K.trx];
  if (account === null) return values[K.acs] === E.AccessControl.Open ? T.account_open : T.account_none;
  if (account === 0) return T.account_free;
  return fill(T.account_card, { name: card_name(account - 1) ?? place_title(account - 1) });
}

/** The name that a person gave to a place. */
function card_name(place) {
  const name = values[K.cards][place]?.name ?? UNNAMED;
  return name === UNNAMED || name === "" ? null : name;
}

function place_row(place, tell) {
  const id = new_id("place");
  const title = el("strong", { id });
  const state = el("span", { class: "hint" });
  const learn = of_place(id, T.learn, () => learn_card(place, place_title(place), tell));
  const rename = of_place(id, T.rename, () => rename_card(place, tell));
  const forget = of_place(id, T.forget, () => forget_card(place, tell, learn));
  const element = el("li", {}, el("span", { class: "number", "aria-hidden": "true" }, String(place + 1)),
    el("div", { class: "who" }, title, state), el("div", { class: "buttons" }, learn, rename, forget));
  const draw = () => {
    const card = values[K.cards][place];
    const name = card_name(place);
    const used = name !== null || card.cardId || card.energy > 0;
    const charges = values[K.trx] === place + 1;
    element.classList.toggle("quiet", !used);
    put_text(title, name ?? place_title(place));
    put_text(state, [charges ? T.charges_now : null, used ? null : T.place_empty, used && !card.cardId ? T.no_card : null,
      card.cardId ? T.has_card : null, used ? kilowatt_hours(card.energy) : null].filter(Boolean).join(" · "));
    put_text(learn, card.cardId ? T.learn_other : T.learn);
    show_if(rename, used);
    show_if(forget, used);
  };
  return { element, draw };
}

// A button that is named with its place, since each place has one like it.
function of_place(place, text, onclick) {
  const id = new_id("of");
  return button(text, onclick, { id, "aria-labelledby": `${id} ${place}` });
}

function rename_card(place, tell) {
  const id = new_id("name");
  const input = el("input", { id, type: "text", maxlength: 32, autocomplete: "off", value: card_name(place) ?? "" });
  open_dialog(fill(T.rename_title, { n: place + 1 }), [el("label", { for: id }, T.card_owner), input], {
    ok: T.save,
    done: async () => {
      // A list from the first place on, in which empty objects change nothing.
      const list = Array.from({ length: place + 1 }, () => ({}));
      list[place] = { name: input.value.trim() || UNNAMED };
      const refused = (await set({ [K.cards]: list }))[K.cards];
      if (refused === null) tell(T.saved);
      return refused;
    },
  });
}

function forget_card(place, tell, next) {
  const { energy } = values[K.cards][place];
  const text = fill(T.forget_what, { energy: kilowatt_hours(energy) });
  let forgotten = false;
  open_dialog(fill(T.forget_title, { name: card_name(place) ?? place_title(place) }), [el("p", {}, text)], {
    ok: T.forget,
    danger: true,
    done: async () => {
      const refused = (await set({ [K.del]: place }))[K.del];
      forgotten = refused === null;
      if (forgotten) tell(fill(T.forgotten, { n: place + 1 }));
      return refused;
    },
    // The button that opened this goes with the card.
    closed: () => forgotten && next.focus(),
  });
}
