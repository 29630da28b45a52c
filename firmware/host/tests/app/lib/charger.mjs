// The charger as a client on HTTP sees it, besides the page.

import { until } from './until.mjs';

export class Charger {
  constructor(base, password) {
    this.base = base;
    this.headers = password ? { Authorization: `Bearer ${password}` } : {};
  }

  async ask(path, options = {}) {
    const response = await fetch(this.base + path, { ...options, headers: this.headers });
    return { status: response.status, body: await response.text() };
  }

  /// The value of a key.
  async value(key) {
    const { body } = await this.ask(`/api/status?filter=${key}`);
    return JSON.parse(body)[key];
  }

  /// Sets keys, which has to work.
  async set(values) {
    const { status, body } = await this.ask('/api/set', { method: 'POST', body: JSON.stringify(values) });
    if (status !== 200) throw new Error(`${JSON.stringify(values)}: ${status} ${body}`);
  }

  /// Changes the simulated world, which has to work.
  async sim(route) {
    const { status, body } = await this.ask(`/sim/${route}`, { method: 'POST' });
    if (status !== 200) throw new Error(`${route}: ${status} ${body}`);
  }

  /// Waits until a key has a value.
  async waitFor(key, like) {
    const fits = typeof like === 'function' ? like : (value) => JSON.stringify(value) === JSON.stringify(like);
    let value;
    await until(`${key} is ${like}`, async () => fits((value = await this.value(key)))).catch((error) => {
      throw new Error(`${error.message}: it is ${JSON.stringify(value)}`);
    });
    return value;
  }
}
