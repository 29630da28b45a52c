// The addresses of a key can be copied, and work; its document can be opened.

import { keyRow } from './lib/keys.mjs';
import { scenario, PAGE } from './lib/scenario.mjs';
import { equal, truth, until } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, context, go, hand } = await open();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: PAGE });
  await go('#/keys/amp');
  const row = keyRow(page, 'amp');
  const copied = async (what) => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await hand.press(row.getByRole('button', { name: `Copy: ${what}` }));
    return until(`${what} is copied`, () => page.evaluate(() => navigator.clipboard.readText()));
  };

  const read = await copied('Read over HTTP');
  equal('what the address says', await (await fetch(read)).json(), { amp: 16 });
  await charger.set({ amp: 10 });
  const set = await copied('Set over HTTP');
  equal('what setting says', await (await fetch(set)).json(), { amp: true });
  equal('the topic of the value', await copied('MQTT topic of the value'), 'go-eCharger/123456/amp');
  equal('the topic to set it', await copied('MQTT topic to set it'), 'go-eCharger/123456/amp/set');
  equal('the topic of the answer', await copied('MQTT topic of the answer'), 'go-eCharger/123456/amp/result');

  await hand.press(row.getByRole('link', { name: 'Its document' }));
  await until('the document is there', () => page.url().includes('/docs/en/'));
  const heading = page.getByRole('heading', { name: /\bamp\b/ }).first();
  await heading.waitFor();
  truth('its heading is in sight', await heading.evaluate((element) => element.getBoundingClientRect().top < innerHeight));
  await page.goBack();
  await keyRow(page, 'amp').waitFor();
});
