// Texts from outside are never markup: no element comes of them, no request, no script.

import { scenario } from './lib/scenario.mjs';
import { ROUTES } from './lib/routes.mjs';
import { equal, truth } from './lib/until.mjs';

/// As long as the name of a card can be.
const HOSTILE = '<img src=x onerror=hacked=1>';
const LONG = `${HOSTILE}<b id=planted><script>hacked=1</script><svg onload=hacked=1><a href="javascript:hacked=1">x</a>"'\`\${hacked=1}`;

const STRANGE = [
  // Keys whose values are hostile, and keys that there are not.
  ...['fna', 'mlr', 'wifis', 'mtp', HOSTILE, '__proto__', 'constructor'].map((key) => `#/keys/${key}`),
  `#/${HOSTILE}`,
  // This is no encoding.
  '#/%E0%A4%A',
];

await scenario(async ({ open, charger }) => {
  await charger.set({ fna: HOSTILE, cards: [{ name: HOSTILE }], wifis: [{ ssid: HOSTILE, key: HOSTILE }], mtp: HOSTILE });
  // A broker of that name is looked for in vain, and the error may name it.
  await charger.set({ mcu: 'mqtt://%3Cimg%20src=x%20onerror=hacked=1%3E@127.0.0.1:1/', mce: true });
  await charger.waitFor('mlr', (error) => error !== null);

  const real = await open();
  await harmless(real);

  // The same with every text that the charger says of keys and in values.
  const made = await open();
  await made.context.route('**/api/keys?*', async (route) => {
    const response = await route.fetch();
    const keys = await response.json();
    for (const about of Object.values(keys)) spoil(about);
    await route.fulfill({ response, json: keys });
  });
  const values = JSON.parse((await charger.ask('/api/status')).body);
  for (const [key, value] of Object.entries(values)) if (typeof value === 'string') values[key] = LONG;
  await made.context.route('**/api/events', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(values)}\n\n` }),
  );
  await harmless(made);
});

/// Makes each text of a description hostile, and leaves alone what chooses the control.
function spoil(about) {
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === 'object' && value !== null) spoil(value);
    else if (['title', 'text', 'unit'].includes(name)) about[name] = LONG;
  }
}

async function harmless({ page, go, requests }) {
  let seen = 0;
  for (const route of [...ROUTES, ...STRANGE]) {
    await go(route);
    const found = await page.evaluate((hostile) => {
      const all = [...document.querySelectorAll('body *')];
      const handlers = all.filter((one) => one.getAttributeNames().some((name) => name.startsWith('on')));
      return {
        planted: document.querySelectorAll('#planted, img, script:not([src]), iframe, a[href^="javascript"]').length,
        handlers: handlers.length,
        hacked: globalThis.hacked ?? null,
        shown: document.body.innerText.includes(hostile) || all.some((one) => one.value?.includes?.(hostile)),
      };
    }, HOSTILE);
    equal(`what ${route} made of it`, { ...found, shown: null }, { planted: 0, handlers: 0, hacked: null, shown: null });
    if (found.shown) seen += 1;
  }
  truth(`the texts were shown as they are, on ${seen} pages`, seen > 5);
  const strange = requests.map((request) => new URL(request.url()).pathname).filter((path) => path === '/x');
  equal('requests that the texts made', strange, []);
}
