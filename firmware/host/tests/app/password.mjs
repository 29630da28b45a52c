// A charger that asks for its password, for reading, too.

import { keyRow } from './lib/keys.mjs';
import { scenario, ready } from './lib/scenario.mjs';
import { equal, truth, until } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, hand } = await open({ expected: [/status of (401|429) /] });
  await page.goto(`${process.env.KEYWRIGHT_PAGE}/#/keys/amp`);
  const dialog = page.getByRole('dialog', { name: 'Password' });
  const password = dialog.getByLabel('Password', { exact: true });
  await password.waitFor();
  equal('what is typed', await password.getAttribute('type'), 'password');
  truth('the field has the focus', await password.evaluate((element) => element === document.activeElement));
  truth('nothing of the charger is shown', !(await page.locator('body').textContent()).includes('Requested current'));

  await hand.fill(password, 'wrong one');
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').filter({ hasText: 'not the password' }).waitFor();

  await hand.fill(dialog.getByLabel('Password', { exact: true }), 'correct horse');
  await hand.press(dialog.getByRole('button', { name: 'Log in' }));
  await ready(page);
  await dialog.waitFor({ state: 'hidden' });

  // What changes elsewhere comes, and what is set here is taken.
  await charger.set({ amp: 11 });
  await keyRow(page, 'amp').getByText(/^11\s?A$/).first().waitFor();
  const current = page.getByRole('spinbutton', { name: 'Requested current' });
  await hand.fill(current, '13');
  await page.keyboard.press('Enter');
  await charger.waitFor('amp', 13);

  // It is nowhere where another page of this browser, or the next visitor, could find it.
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  truth(`the password is not kept: ${kept}`, !/horse/.test(kept));
});
