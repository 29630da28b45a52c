// What somebody is typing stays when the value changes elsewhere, and the focus stays where it is.

import { keyRow } from './lib/keys.mjs';
import { holds } from './lib/read.mjs';
import { scenario } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open();
  await go('#/keys/fna');
  const name = page.getByRole('textbox', { name: 'Name of the charger' });
  const has_focus = () => name.evaluate((element) => element === document.activeElement);
  await hand.fill(name, 'Garage');
  await charger.set({ fna: 'Elsewhere' });
  await keyRow(page, 'fna').getByText('Elsewhere').first().waitFor();
  equal('what is typed', await name.inputValue(), 'Garage');
  truth('the field has the focus', await has_focus());
  equal('the value of the charger', await charger.value('fna'), 'Elsewhere');

  // Given up, the value from elsewhere is there.
  await page.keyboard.press('Escape');
  await holds(name, 'Elsewhere');
  truth('the field has the focus', await has_focus());

  // Nothing is typed: what comes from elsewhere is taken over, under the focus, too.
  await charger.set({ fna: 'Somewhere' });
  await holds(name, 'Somewhere');
  truth('the field has the focus', await has_focus());

  // A schedule in the making stays, too.
  await go('#/schedule');
  const days = page.locator('section', { has: page.getByRole('heading', { name: 'Saturday' }) });
  await hand.choose(page.getByRole('combobox', { name: /^Saturday/ }), 'Charge only in these times');
  await hand.press(days.getByRole('button', { name: 'Add a time range' }));
  const from = days.getByRole('textbox', { name: 'Time range 1, from' });
  await hand.fill(from, '1:23');
  // The mode comes with it, and tells that it has come.
  await charger.set({ sch_satur: { control: 2, ranges: (await charger.value('sch_satur')).ranges }, lmo: 5 });
  await page.getByText('The charger plans for this trip').waitFor();
  equal('what is typed', await from.inputValue(), '1:23');
  truth('the field has the focus', await from.evaluate((element) => element === document.activeElement));
});
