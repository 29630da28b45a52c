// The tab key goes to everything that can be worked with on a page, and it can be seen where it is.

import { Keyboard } from './lib/hand.mjs';
import { ROUTES } from './lib/routes.mjs';
import { ready, scenario } from './lib/scenario.mjs';
import { equal } from './lib/until.mjs';

await scenario(async ({ open, charger }) => {
  await charger.sim('plug?phases=3&amps=16');
  await charger.set({ acs: 1, cards: [{ name: 'Anna' }], sch_week: { control: 1, ranges: await ranges(charger) }, lmo: 5 });
  for (const width of [320, 1280]) {
    const { page, go } = await open({ width });
    const keyboard = new Keyboard(page);
    for (const route of ROUTES) {
      // Hundreds of keys are walked through in the same way as one of them.
      if (route === '#/keys') continue;
      await go(route);
      await page.reload();
      await ready(page);
      equal(`what the tab key does not reach on ${route}, ${width} px wide`, await keyboard.walk(), []);
    }
    await page.context().close();
  }
});

async function ranges(charger) {
  const { ranges: stored } = await charger.value('sch_week');
  return [{ ...stored[0], end: { hour: 6, minute: 0 } }, stored[1]];
}
