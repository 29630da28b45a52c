// A value that the charger refuses: its own text stands beside the field, and the old value stays.

import { keyRow } from './lib/keys.mjs';
import { described, description, holds } from './lib/read.mjs';
import { scenario } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open({ expected: [/status of 500 .*\/api\/set$/] });

  await go('#/keys/amp');
  const current = page.getByRole('spinbutton', { name: 'Requested current' });
  await hand.fill(current, '99');
  await page.keyboard.press('Enter');
  const said = await described(current, /value must be 6 to 32 A, not 99/);
  truth(`the old value is told: ${said}`, /16\s?A/.test(said));
  equal('whether the field is marked', await current.getAttribute('aria-invalid'), 'true');
  await keyRow(page, 'amp').getByText(/^16\s?A$/).first().waitFor();
  equal('the value of the charger', await charger.value('amp'), 16);

  // Mended, the complaint is gone.
  await hand.fill(current, '10');
  await page.keyboard.press('Enter');
  await charger.waitFor('amp', 10);
  await described(current, /Saved/);
  truth('the complaint is gone', !/must be/.test(await description(current)));
  equal('whether the field is marked', await current.getAttribute('aria-invalid'), 'false');

  // Given up, the old value is there again.
  await hand.fill(current, '5');
  await page.keyboard.press('Enter');
  await described(current, /value must be 6 to 32 A, not 5/);
  await page.keyboard.press('Escape');
  await holds(current, '10');
  truth('the complaint is gone', !/must be/.test(await description(current)));

  // A secret is not repeated, and a refused one is not stored.
  await go('#/keys/hpw');
  const password = page.getByRole('main').getByLabel('HTTP API password');
  await keyRow(page, 'hpw').getByRole('checkbox', { name: 'There is a value' }).check();
  await hand.fill(password, 'short');
  await hand.press(keyRow(page, 'hpw').getByRole('button', { name: 'Save' }));
  truth('a secret is not repeated', !/short\b(?!er)/.test(await described(password, /8 bytes/)));
  equal('whether there is a password', await charger.value('hpw'), false);

  // A part of an object is named.
  await go('#/keys/sch_week');
  const begin = keyRow(page, 'sch_week').getByRole('textbox', { name: 'begin' }).first();
  await hand.fill(begin, '25:00');
  await hand.press(keyRow(page, 'sch_week').getByRole('button', { name: 'Save' }));
  await keyRow(page, 'sch_week').getByRole('status').filter({ hasText: /begin: A time of day is wanted/ }).waitFor();
  equal('the schedule', (await charger.value('sch_week')).ranges[0].begin, { hour: 0, minute: 0 });
});
