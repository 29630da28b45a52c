// Barriers for people who see, hear or move in another way, as axe-core finds them; and pages that are too wide.

import axe from 'axe-core';

const EVERYTHING = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/// All that depends on light and dark.
const COLOURS = { type: 'rule', values: ['color-contrast'] };

/// All that is wrong in light and in dark, a sentence each.
export async function barriers(page) {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await find(page, EVERYTHING);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await find(page, COLOURS);
  const wide = await excess(page);
  return [...light, ...dark.map((barrier) => `in the dark, ${barrier}`), ...(wide === null ? [] : [wide])];
}

async function find(page, runOnly) {
  // It is run by the browser's own protocol: the page's policy would not let it in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: rules,
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll(/\s+/g, ' ')}`),
    );
  }, runOnly);
}

async function excess(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return null;
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > room + 1);
    return `the page is ${document.documentElement.scrollWidth} px wide, for ${wide.at(-1)?.outerHTML.slice(0, 200)}`;
  });
}
