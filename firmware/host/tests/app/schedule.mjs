// Somebody adds a schedule, and it is still there when the page is loaded anew.

import { holds } from './lib/read.mjs';
import { ready, scenario } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open();
  await go('#/schedule');
  const days = page.locator('section', { has: page.getByRole('heading', { name: 'Monday to Friday' }) });
  const effect = page.getByRole('combobox', { name: /^Monday to Friday/ });
  const from = (n) => days.getByRole('textbox', { name: `Time range ${n}, from` });
  const to = (n) => days.getByRole('textbox', { name: `Time range ${n}, to` });

  await hand.choose(effect, 'Charge only in these times');
  await hand.press(days.getByRole('button', { name: 'Add a time range' }));
  truth('the new range has the focus', await from(1).evaluate((element) => element === document.activeElement));
  await hand.fill(from(1), '22:30');
  await hand.fill(to(1), '24:00');
  await hand.press(days.getByRole('button', { name: 'Add a time range' }));
  await hand.fill(from(2), '0');
  await hand.fill(to(2), '0615');

  // Nothing is stored before it is saved.
  equal('what is stored', (await charger.value('sch_week')).control, 0);
  await hand.press(days.getByRole('button', { name: 'Save' }));
  await days.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
  const ranges = [
    { begin: { hour: 22, minute: 30 }, end: { hour: 24, minute: 0 } },
    { begin: { hour: 0, minute: 0 }, end: { hour: 6, minute: 15 } },
  ];
  await charger.waitFor('sch_week', { control: 1, ranges });

  await page.reload();
  await ready(page);
  equal('what the times do', await effect.evaluate((element) => element.selectedOptions[0].label), 'Charge only in these times');
  await holds(from(1), '22:30');
  await holds(to(1), '24:00');
  await holds(from(2), '00:00');
  await holds(to(2), '06:15');

  // A time that is none is told, and nothing is stored.
  await hand.fill(from(1), '25:00');
  await hand.press(days.getByRole('button', { name: 'Save' }));
  await days.getByRole('status').filter({ hasText: 'A time of day is wanted' }).waitFor();
  equal('whether the field is marked', await from(1).getAttribute('aria-invalid'), 'true');
  equal('what is stored', (await charger.value('sch_week')).ranges, ranges);
});
