// What there is to see of each page. `prepare` gets the charger, `reach` a window and the language in use; the states
// follow each other, so that each begins where the one before has left the charger. `extreme` ones are looked at in the
// narrowest and the widest window, too.

import { PAGE } from './scenario.mjs';

const BROKER = process.env.KEYWRIGHT_BROKER;
const PASSWORD = 'correct horse';
const RANGES = [
  { begin: { hour: 22, minute: 0 }, end: { hour: 24, minute: 0 } },
  { begin: { hour: 0, minute: 0 }, end: { hour: 6, minute: 30 } },
];

/// A page that has to be there.
const visit = async (window, route) => {
  await window.go(route);
  const title = await window.page.getByRole('heading', { level: 1 }).textContent();
  if (/^(No such page|Seite nicht vorhanden)$/.test(title)) throw new Error(`nothing is at ${route}`);
};

const at = (route) => (window) => visit(window, route);

/// Presses a button that has another name in each language.
const press = (route, en, de, role = 'button') => async (window, language) => {
  await visit(window, route);
  await window.page.getByRole('main').getByRole(role, { name: language === 'de' ? de : en }).first().click();
};

/// Presses a button that opens a dialog.
const dialog = (route, en, de, role) => async (window, language) => {
  await press(route, en, de, role)(window, language);
  await window.page.getByRole('dialog').waitFor();
};

/// Searches on the page of all keys.
const search = (en, de) => async (window, language) => {
  await visit(window, '#/keys');
  await window.page.getByRole('searchbox').fill(language === 'de' ? de : en);
};

export const STATES = [
  { name: 'charge', reach: at('#/charge') },
  {
    name: 'charge-charging',
    prepare: async (charger) => {
      await charger.sim('plug?phases=3&amps=16');
      await charger.waitFor('car', 2);
    },
    reach: at('#/charge'),
    extreme: true,
  },
  {
    name: 'charge-held',
    prepare: async (charger) => {
      await charger.set({ frc: 1 });
      await charger.waitFor('car', (state) => state !== 2);
    },
    reach: at('#/charge'),
  },
  { name: 'schedule', prepare: (charger) => charger.set({ frc: 0 }), reach: at('#/schedule') },
  {
    name: 'schedule-filled',
    prepare: (charger) => charger.set({ sch_week: { control: 1, ranges: RANGES }, sch_satur: { control: 4, ranges: RANGES }, lmo: 5 }),
    reach: at('#/schedule'),
  },
  {
    name: 'schedule-edited',
    prepare: (charger) => charger.set({ sch_week: { control: 1, ranges: [RANGES[0], { begin: RANGES[1].begin, end: RANGES[1].begin }] } }),
    reach: press('#/schedule', 'Add a time range', 'Zeitbereich hinzufügen'),
  },
  { name: 'cards', reach: at('#/cards') },
  {
    name: 'cards-filled',
    prepare: (charger) => charger.set({ acs: 1, cards: [{ name: 'Anna' }, {}, { name: 'Donaudampfschifffahrtsgesellsch' }] }),
    reach: at('#/cards'),
  },
  { name: 'cards-rename', reach: dialog('#/cards', 'Rename', 'Umbenennen') },
  { name: 'cards-learn', reach: dialog('#/cards', 'Learn a card', 'Karte anlernen') },
  { name: 'cards-forget', reach: dialog('#/cards', 'Forget', 'Vergessen') },
  { name: 'internet', reach: at('#/internet') },
  { name: 'internet-add', reach: press('#/internet', 'Add a network', 'Netz hinzufügen') },
  { name: 'advanced', reach: at('#/internet/advanced') },
  { name: 'mqtt-off', reach: at('#/internet/advanced/mqtt') },
  {
    name: 'mqtt-connected',
    prepare: async (charger) => {
      await charger.set({ mcu: `mqtt://${BROKER}`, mce: true });
      await charger.waitFor('mcc', true);
    },
    reach: at('#/internet/advanced/mqtt'),
  },
  {
    name: 'mqtt-failed',
    prepare: async (charger) => {
      // Nothing listens there, and no port of this machine is as low as that.
      await charger.set({ mcu: 'mqtts://anna:secret@127.0.0.1:1' });
      await charger.waitFor('mlr', (error) => error !== null);
    },
    reach: at('#/internet/advanced/mqtt'),
  },
  { name: 'http', reach: at('#/internet/advanced/http') },
  { name: 'http-off', reach: dialog('#/internet/advanced/http', /HTTP/, /HTTP/, 'switch') },
  { name: 'simulator', reach: at('#/simulator') },
  { name: 'keys', reach: search('', ''), extreme: true },
  { name: 'keys-found', reach: search('current', 'Ladestrom') },
  { name: 'keys-none', reach: search('nothing is named so', 'nichts heißt so') },
  { name: 'key', reach: at('#/keys/amp') },
  { name: 'key-object', reach: at('#/keys/sch_week') },
  { name: 'key-color', reach: at('#/keys/cid') },
  { name: 'key-command', reach: at('#/keys/rst') },
  { name: 'key-password', reach: at('#/keys/hpw') },
  { name: 'no-page', reach: (window) => window.go('#/nowhere') },
  {
    name: 'not-live',
    reach: async (window) => {
      // A stream that ends at once, and is not to be had again.
      const values = await (await fetch(`${PAGE}/api/status`)).text();
      const stream = { contentType: 'text/event-stream', body: `data: ${values}\n\n` };
      await visit(window, '#/charge');
      await window.context.route('**/api/events', (route) => route.abort());
      await window.context.route('**/api/events', (route) => route.fulfill(stream), { times: 1 });
      await visit(window, '#/charge');
      await window.page.getByRole('status').filter({ hasText: /Not live|Nicht live/ }).waitFor();
    },
    leave: (window) => window.context.unroute('**/api/events'),
  },
  {
    name: 'password',
    prepare: async (charger) => {
      await charger.set({ hpp: 2, hpw: PASSWORD });
      charger.headers = { Authorization: `Bearer ${PASSWORD}` };
    },
    reach: async (window) => {
      await window.page.reload();
      await window.page.getByRole('dialog').waitFor();
    },
  },
];

/// Console errors that belong to them.
export const EXPECTED = [/net::ERR_FAILED/, /status of 401 /];

/// Whether somebody wants to see this one: `KEYWRIGHT_STATES` can hold a pattern of names.
export function isWanted({ name }) {
  return new RegExp(process.env.KEYWRIGHT_STATES ?? '').test(name);
}
