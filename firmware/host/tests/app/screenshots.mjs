// Pictures of every page for people to look at: light and dark, phone and desktop, English and German.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scenario } from './lib/scenario.mjs';
import { EXPECTED, STATES, isWanted } from './lib/states.mjs';

const FOLDER = process.env.KEYWRIGHT_SCREENSHOTS;
const SIZES = [
  { size: 'phone', width: 390, height: 844 },
  { size: 'desktop', width: 1280, height: 800 },
];
/// As narrow and as wide as it gets.
const EXTREMES = [
  { size: '320', width: 320, height: 640 },
  { size: '3840', width: 3840, height: 2160 },
];
/// Longer pages are cut off: nobody looks at three hundred rows.
const LONGEST = 3000;

await scenario(async ({ open, charger }) => {
  await mkdir(FOLDER, { recursive: true });
  const windows = [];
  for (const language of ['en', 'de']) {
    for (const size of SIZES) windows.push({ ...(await open({ language, expected: EXPECTED, ...size })), language, ...size });
  }
  for (const size of EXTREMES) windows.push({ ...(await open({ language: 'de', expected: EXPECTED, ...size })), language: 'de', ...size, extreme: true });
  for (const state of STATES) {
    await state.prepare?.(charger);
    if (!isWanted(state)) continue;
    for (const window of windows.filter(({ extreme }) => !extreme || state.extreme)) {
      await picture(window, state);
      await state.leave?.(window);
    }
  }
});

async function picture(window, state) {
  const { page, language, size, width, height } = window;
  await state.reach(window, language);
  // What the mouse points at looks different.
  await page.mouse.move(0, 0);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    // All of a page is seen in a window that is as high. A dialog stands in the middle of an ordinary one.
    const whole = await page.evaluate(() => (document.querySelector('dialog') ? 0 : document.documentElement.scrollHeight));
    await page.setViewportSize({ width, height: Math.max(height, Math.min(whole, LONGEST)) });
    await page.screenshot({ path: join(FOLDER, `${state.name}-${size}-${scheme}-${language}.png`) });
    await page.setViewportSize({ width, height });
  }
}
