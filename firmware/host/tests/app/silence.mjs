// The network between page and charger loses everything, and no end of a connection tells so.

import { ask } from './lib/ask.mjs';
import { keyRow } from './lib/keys.mjs';
import { scenario } from './lib/scenario.mjs';

await scenario(async ({ open, charger }) => {
  const { page, go } = await open({ expected: [/net::ERR_/] });
  await go('#/keys/amp');
  const value = (amperes) => keyRow(page, 'amp').getByText(new RegExp(`^${amperes}\\s?A$`)).first();
  const lost = page.getByRole('status').filter({ hasText: 'Not live' });
  await value(16).waitFor();

  await ask('silent');
  // The charger says something every 15 seconds; a page may miss one of them before it doubts.
  await lost.waitFor({ timeout: 60_000 });
  await charger.set({ amp: 20 });
  await ask('loud');
  await value(20).waitFor({ timeout: 60_000 });
  await lost.waitFor({ state: 'hidden' });
});
