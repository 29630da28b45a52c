// Somebody whose browser speaks German finds a key by a German word.

import { scenario } from './lib/scenario.mjs';
import { keyRow, rows } from './lib/keys.mjs';
import { equal, truth, until } from './lib/until.mjs';

await scenario(async ({ open }) => {
  const { page, go, hand } = await open({ language: 'de-AT' });
  await go('#/keys');
  equal('language of the page', await page.locator('html').getAttribute('lang'), 'de');
  const all = await rows(page).count();
  truth(`all keys are there, not ${all}`, all > 300);

  const search = page.getByRole('searchbox', { name: 'In Schlüssel, Name und Text suchen' });
  await hand.fill(search, 'Ladestrom');
  await until('fewer keys are shown', async () => (await rows(page).count()) < 30);
  await keyRow(page, 'amp').waitFor();
  truth('the status says how many', /\d+ von \d+ Schlüsseln/.test(await page.getByRole('main').getByRole('status').first().textContent()));

  // Umlauts may be left out, and case does not matter.
  await hand.fill(search, 'WERKTAGE zeitplan');
  await keyRow(page, 'sch_week').waitFor();
  await hand.fill(search, 'name ladegerats');
  await keyRow(page, 'fna').waitFor();

  await hand.fill(search, 'Dampfschifffahrt');
  await page.getByText('Kein Schlüssel passt.').waitFor();
  equal('keys that fit nothing', await rows(page).count(), 0);

  // Filters work together with the words.
  await hand.fill(search, '');
  await hand.choose(page.getByRole('combobox', { name: 'Zugriff' }), 'W');
  await until('only commands are shown', async () => (await rows(page).count()) < 30);
  await keyRow(page, 'rst').waitFor();
  equal('what can be read', await keyRow(page, 'amp').count(), 0);

  // The language can be changed where one is, and stays.
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
  await page.getByRole('heading', { level: 1, name: 'All keys' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'All keys' }).waitFor();
  equal('language of the page', await page.locator('html').getAttribute('lang'), 'en');
});
