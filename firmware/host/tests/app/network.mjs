// The network between page and charger breaks, and comes back.

import { ask } from './lib/ask.mjs';
import { keyRow } from './lib/keys.mjs';
import { described, holds } from './lib/read.mjs';
import { scenario } from './lib/scenario.mjs';
import { equal } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open({ expected: [/net::ERR_/] });
  await go('#/keys/amp');
  const current = page.getByRole('spinbutton', { name: 'Requested current' });
  const value = (amperes) => keyRow(page, 'amp').getByText(new RegExp(`^${amperes}\\s?A$`)).first();
  const lost = page.getByRole('status').filter({ hasText: 'Not live' });
  await value(16).waitFor();
  equal('complaints about the network', await lost.count(), 0);

  await ask('down');
  await lost.waitFor();
  await charger.set({ amp: 20 });

  // What is set meanwhile is not taken for set.
  await hand.fill(current, '8');
  await page.keyboard.press('Enter');
  await described(current, /did not answer/);
  await value(16).waitFor();
  await page.keyboard.press('Escape');
  await holds(current, '16');

  await ask('up');
  await lost.waitFor({ state: 'hidden' });
  await value(20).waitFor();
  await holds(current, '20');
  equal('the value of the charger', await charger.value('amp'), 20);

  // It lives: what comes now comes by itself, and is set as before.
  await charger.set({ amp: 21 });
  await value(21).waitFor();
  await hand.fill(current, '9');
  await page.keyboard.press('Enter');
  await charger.waitFor('amp', 9);

  // A second time, too.
  await ask('down');
  await lost.waitFor();
  await ask('up');
  await lost.waitFor({ state: 'hidden' });
  await value(9).waitFor();
});
