// How a person works on a page: with a mouse, or with nothing but a keyboard.

import { equal, truth, until } from './until.mjs';

/// `mouse`, `keyboard`, or what the environment says.
export function handOf(page, kind = process.env.KEYWRIGHT_HAND ?? 'mouse') {
  return kind === 'keyboard' ? new Keyboard(page) : new Mouse(page);
}

class Mouse {
  constructor(page) {
    this.page = page;
  }

  async press(locator) {
    await locator.click();
  }

  /// Replaces what stands in a field.
  async fill(locator, text) {
    await locator.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }

  /// Chooses by the text of the option.
  async choose(locator, label) {
    await locator.selectOption({ label });
  }

  /// Switches on or off.
  async turn(locator, on) {
    if ((await isOn(locator)) !== on) await locator.click();
  }

  /// Moves a slider.
  async slide(locator, value) {
    const box = await locator.boundingBox();
    const [min, max] = await rangeOf(locator);
    // The handle's middle never reaches the ends: it is as wide as the slider is high, near enough to aim at first.
    const reach = box.width - box.height;
    const x = box.x + box.height / 2 + (reach * (value - min)) / (max - min);
    await this.page.mouse.click(x, box.y + box.height / 2);
    // A hand aims again where it was off by one.
    await settle(this.page, locator, value);
  }
}

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  /// Moves the focus to an element as people do, with the tab key. Everything on the way has to show that it has the
  /// focus, and to be in sight.
  async reach(locator) {
    await locator.waitFor();
    const stops = [];
    for (let stop = 0; stop < 300; stop += 1) {
      const handle = await locator.elementHandle();
      const here = await this.page.evaluate(focus, handle);
      await handle.dispose();
      if (here.name !== null) {
        stops.push(here.name);
        this.judge(here);
      }
      if (here.target) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the tab key does not reach ${locator}; it stops at ${[...new Set(stops)].join(', ')}`);
  }

  /// Goes through a page that was just loaded, until the focus is where it has been; the result is what can be worked
  /// with and was not reached.
  async walk() {
    await this.page.evaluate(() => (globalThis.visited = new Set()));
    for (let stop = 0; stop < 300; stop += 1) {
      await this.page.keyboard.press('Tab');
      const here = await this.page.evaluate(focus, null);
      if (here.name !== null) this.judge(here);
      if (await this.page.evaluate(() => visited.has(document.activeElement))) {
        return this.page.evaluate(unvisited);
      }
      await this.page.evaluate(() => visited.add(document.activeElement));
    }
    throw new Error('the tab key does not come to an end');
  }

  judge({ name, shown, inSight }) {
    truth(`the focus can be seen on ${name}`, shown);
    truth(`what has the focus is in sight: ${name}`, inSight);
    truth(`what has the focus has a name: ${name}`, !name.endsWith(' ""'));
  }

  async press(locator) {
    await this.reach(locator);
    const kind = await locator.evaluate((element) => element.getAttribute('role') ?? element.type ?? element.localName);
    await this.page.keyboard.press(['checkbox', 'switch', 'radio'].includes(kind) ? 'Space' : 'Enter');
  }

  async fill(locator, text) {
    await this.reach(locator);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }

  async choose(locator, label) {
    await this.reach(locator);
    const [now, wanted] = await locator.evaluate((element, text) => {
      const options = [...element.options];
      return [element.selectedIndex, options.findIndex((option) => option.label === text)];
    }, label);
    truth(`there is ${label}`, wanted >= 0);
    for (let i = now; i < wanted; i += 1) await this.page.keyboard.press('ArrowDown');
    for (let i = now; i > wanted; i -= 1) await this.page.keyboard.press('ArrowUp');
    equal('what is chosen', await locator.evaluate((element) => element.selectedOptions[0].label), label);
  }

  async turn(locator, on) {
    if ((await isOn(locator)) !== on) {
      await this.reach(locator);
      await this.page.keyboard.press('Space');
    }
  }

  async slide(locator, value) {
    await this.reach(locator);
    await settle(this.page, locator, value);
  }
}

async function isOn(locator) {
  return locator.evaluate((element) => element.checked ?? element.getAttribute('aria-checked') === 'true');
}

async function rangeOf(locator) {
  return locator.evaluate((element) => [Number(element.min), Number(element.max)]);
}

/// Moves a slider that has the focus to a value, step by step.
async function settle(page, locator, value) {
  await until(`the slider is at ${value}`, async () => {
    const now = Number(await locator.inputValue());
    if (now === value) return true;
    await page.keyboard.press(now < value ? 'ArrowRight' : 'ArrowLeft');
    return false;
  });
}

/// Runs in the page: what the focus has not been on. Of radio buttons only the chosen one is a stop.
function unvisited() {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary');
  const open = [...all].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
  return open
    .filter((one) => !globalThis.visited.has(one) && !(one.type === 'radio' && !one.checked))
    .map((one) => one.outerHTML.slice(0, 120));
}

/// Runs in the page: whether the target has the focus, what has it, and whether people see that.
function focus(target) {
  const element = document.activeElement;
  // A heading that has the focus so that it is read aloud is nothing to work with.
  if (element === null || element === document.body || element.tabIndex < 0) return { target: element === target, name: null };
  const visible = (style) =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !/, 0\)$|transparent/.test(style.outlineColor);
  const bearers = [element, element.parentElement, element.nextElementSibling, element.closest('label')].filter(Boolean);
  const shown = bearers.some((bearer) => visible(getComputedStyle(bearer)));
  // What has no size of its own (a hidden box under a drawn switch) is where its label is.
  const box = [element, ...bearers].map((bearer) => bearer.getBoundingClientRect()).find(({ width }) => width > 4);
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  const inSight = top !== null && (bearers.some((bearer) => bearer.contains(top)) || top.contains(element));
  const labelled = document.getElementById(element.getAttribute('aria-labelledby'))?.textContent;
  const words = element.getAttribute('aria-label') ?? labelled ?? element.labels?.[0]?.textContent ?? element.textContent;
  const name = `${element.localName} "${(words ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
  return { target: element === target, name, shown, inSight };
}
