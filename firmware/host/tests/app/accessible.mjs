// No page has a barrier that axe-core can find, and none is wider than the window.

import { barriers } from './lib/barriers.mjs';
import { scenario } from './lib/scenario.mjs';
import { EXPECTED, STATES, isWanted } from './lib/states.mjs';
import { truth } from './lib/until.mjs';

const language = process.env.KEYWRIGHT_LANGUAGE ?? 'en';

await scenario(async ({ open, charger }) => {
  const windows = [];
  for (const width of [320, 1280]) windows.push({ ...(await open({ language, width, expected: EXPECTED })), width });
  const found = [];
  for (const state of STATES) {
    await state.prepare?.(charger);
    if (!isWanted(state)) continue;
    for (const window of windows) {
      await state.reach(window, language);
      for (const barrier of await barriers(window.page)) found.push(`${state.name}, ${window.width} px: ${barrier}`);
      await state.leave?.(window);
    }
  }
  truth(`there are no barriers:\n  ${found.join('\n  ')}`, found.length === 0);

  // What finds nothing would find something.
  const { page } = windows[0];
  await page.evaluate(() => {
    const wide = document.createElement('p');
    wide.style.width = '400px';
    wide.style.height = '9px';
    document.body.append(wide);
    // What lies behind an open dialog is no barrier.
    (document.querySelector('dialog') ?? document.body).append(document.createElement('button'));
  });
  const planted = (await barriers(page)).join('\n');
  truth(`a button without a name is found: ${planted}`, /^button-name: /m.test(planted));
  truth(`a page that is too wide is found: ${planted}`, /px wide/.test(planted));
});
