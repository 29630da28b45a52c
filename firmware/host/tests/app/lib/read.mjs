// What a page says, as a screen reader would tell it.

import { until } from './until.mjs';

/// What describes a control: hints, and what became of the last change.
export async function description(locator) {
  return locator.evaluate((element) => {
    const ids = (element.getAttribute('aria-describedby') ?? '').split(/\s+/).filter(Boolean);
    return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  });
}

/// Waits until a control is described so.
export async function described(locator, like) {
  let found;
  await until(`a control is described with ${like}`, async () => like.test((found = await description(locator)))).catch(
    (error) => {
      throw new Error(`${error.message}: it is described with "${found}"`);
    },
  );
  return found;
}

/// Waits until a field holds a text.
export async function holds(locator, text) {
  let found;
  await until(`a field holds ${text}`, async () => (found = await locator.inputValue()) === text).catch((error) => {
    throw new Error(`${error.message}: it holds "${found}"`);
  });
}
