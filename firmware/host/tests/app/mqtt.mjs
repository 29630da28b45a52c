// Somebody enables MQTT on a broker with a password, sees it connected, gives a wrong password, reads why there is no
// connection, and mends it.

import { ask } from './lib/ask.mjs';
import { described } from './lib/read.mjs';
import { ready, scenario, PAGE } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

const BROKER = process.env.KEYWRIGHT_BROKER;

await scenario(async ({ open, charger }) => {
  const { page, hand } = await open();
  await page.goto(PAGE);
  await ready(page);
  await hand.press(page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Internet' }));
  await hand.press(page.getByRole('main').getByRole('link', { name: /^Advanced settings/ }));
  await hand.press(page.getByRole('main').getByRole('link', { name: /^MQTT/ }));
  await page.getByRole('heading', { level: 1, name: 'MQTT' }).waitFor();

  const main = page.getByRole('main');
  const state = (text) => main.getByRole('status').filter({ hasText: new RegExp(`^${text}`) });
  const address = main.getByRole('textbox', { name: 'MQTT broker address' });
  const give = async (password) => {
    await hand.fill(address, `mqtt://anna:${password}@${BROKER}`);
    await page.keyboard.press('Enter');
    await described(address, /Saved/);
  };
  await state('MQTT is off').waitFor();

  await give('right');
  await hand.turn(main.getByRole('switch', { name: 'MQTT enabled' }), true);
  await state('Connected to the broker').waitFor();
  equal('what the broker hears', await ask('hear'), '"123456"');
  truth('the password is not shown', !(await address.inputValue()).includes('right'));

  await give('wrong');
  await state('Not connected to the broker').waitFor();
  await main.getByText('the broker wants another user or password').first().waitFor();
  equal('whether it is connected', await charger.value('mcc'), false);
  await hand.press(main.getByRole('button', { name: 'Test the connection' }));
  await main.getByRole('status').filter({ hasText: /The test failed: .*password/ }).waitFor();

  await give('right');
  await state('Connected to the broker').waitFor();
  await hand.press(main.getByRole('button', { name: 'Test the connection' }));
  await main.getByRole('status').filter({ hasText: 'The test succeeded' }).waitFor();
  equal('whether it is connected', await charger.value('mcc'), true);

  await hand.turn(main.getByRole('switch', { name: 'MQTT enabled' }), false);
  await state('MQTT is off').waitFor();
  equal('whether it is connected', await charger.value('mcc'), false);
});
