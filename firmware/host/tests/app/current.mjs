// Somebody changes the current, and it is on MQTT; what is set over MQTT and HTTP is on the page by itself.

import { ask } from './lib/ask.mjs';
import { holds } from './lib/read.mjs';
import { scenario } from './lib/scenario.mjs';
import { equal } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go, hand } = await open();
  await go('#/charge');
  const current = page.getByRole('slider', { name: 'Current, per phase' });
  await holds(current, '16');

  await hand.slide(current, 10);
  equal('what is heard over MQTT', await ask('hear', { key: 'amp', payload: '10' }), '10');
  equal('what the slider says', await current.getAttribute('aria-valuetext').then((text) => text.replace(/\s/, ' ')), '10 A');

  equal('what MQTT answers', await ask('set', { key: 'amp', payload: '14' }), 'success');
  await holds(current, '14');
  await charger.set({ amp: 15 });
  await holds(current, '15');

  // A preset is one press.
  await hand.press(page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: /^6\s?A$/ }));
  equal('what is heard over MQTT', await ask('hear', { key: 'amp', payload: '6' }), '6');
  await holds(current, '6');
});
