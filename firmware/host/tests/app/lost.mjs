// Settings that were damaged while the charger was off: the App says which, on every page, until somebody has looked.

import { scenario } from './lib/scenario.mjs';
import { equal } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open();
  const told = page.getByRole('status').filter({ hasText: 'fna were damaged' });
  await go('#/keys/amp');
  await told.waitFor();
  await go('#/mqtt');
  await told.waitFor();
  await hand.press(told.getByRole('button', { name: 'I have looked' }));
  await told.waitFor({ state: 'hidden' });
  equal('what the charger still tells of', await charger.value('sld'), '');
});
