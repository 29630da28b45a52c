// Somebody changes the Wi-Fi and the prices of the simulated world: the charger hears of it.

import { scenario } from './lib/scenario.mjs';
import { equal } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open();
  await charger.waitFor('rssi', (rssi) => rssi !== null);
  await go('#/simulator');
  const enter = async (name, value) => {
    await page.getByRole('spinbutton', { name }).fill(value);
    await page.keyboard.press('Enter');
  };
  await enter('Its signal', '-80');
  await charger.waitFor('rssi', (rssi) => rssi <= -70);
  await enter('More in the evening', '0');
  await enter('Price over the day', '31.5');
  const { marketprice } = await charger.waitFor('awcp', (now) => now.marketprice === 31.5);
  equal('the price', marketprice, 31.5);

  await hand.press(page.getByRole('switch', { name: "The home's Wi-Fi is there" }));
  await charger.waitFor('rssi', null);
  await hand.press(page.getByRole('switch', { name: 'There are prices' }));
  await charger.waitFor('awcp', null);
  equal('whether there is a field for the price', await page.getByRole('spinbutton', { name: 'Price over the day' }).isVisible(), false);
});
