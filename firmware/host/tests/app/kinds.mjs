// A key that is added to the spec has its control without a line for it in the App: keys of every kind are added to what
// the charger tells of its keys.

import { keyRow } from './lib/keys.mjs';
import { scenario } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

const text = (title, text = 'What it is for.') => ({ title, text, category: 'Config' });
const SPEED = [
  { value: 0, name: 'Slow', text: 'as slow as can be' },
  { value: 1, name: 'Fast', text: 'as fast as can be' },
];
const KEYS = {
  zza: { name: 'made_switch', type: 'bool', access: 'R/W', ...text('Made switch') },
  zzb: { name: 'made_number', type: 'uint8', unit: '%', min: 5, max: 95, access: 'R/W', ...text('Made number') },
  zzc: { name: 'made_choice', type: 'uint8', values: SPEED, access: 'R/W', ...text('Made choice') },
  zzd: { name: 'made_text', type: 'string', max_length: 12, pattern: '[a-z]*', access: 'R/W', ...text('Made text') },
  zze: { name: 'made_colour', type: 'string', max_length: 7, pattern: '#[0-9A-Fa-f]{6}', format: 'color', access: 'R/W', ...text('Made colour') },
  zzf: { name: 'made_time', type: 'seconds', min: 0, max: 86399, format: 'time', access: 'R/W', ...text('Made time') },
  zzg: { name: 'made_list', type: 'array of up to 3 uint8', max_items: 3, items: { type: 'uint8', min: 0, max: 9 }, access: 'R/W', ...text('Made list') },
  zzh: {
    name: 'made_form',
    type: 'object {on: bool, level: float}',
    fields: [
      { name: 'on', type: 'bool', text: 'whether it is on' },
      { name: 'level', type: 'float', unit: 'm', text: 'how high it stands' },
    ],
    access: 'R/W',
    ...text('Made form'),
  },
  zzi: { name: 'made_command', type: 'bool', access: 'W', ...text('Made command') },
  zzj: { name: 'made_json', type: 'JSON', max_length: 512, access: 'R/W', ...text('Made JSON') },
  zzk: { name: 'made_bits', type: 'uint8', flags: true, values: [{ ...SPEED[0], value: 1 }, { ...SPEED[1], value: 2 }], access: 'R/W', ...text('Made bits') },
  zzl: { name: 'made_secret', type: 'string', max_length: 64, secret: true, access: 'R/W', ...text('Made secret') },
  zzm: { name: 'made_maybe', type: 'uint8 or null', min: 1, max: 4, access: 'R/W', ...text('Made number or none') },
  zzn: { name: 'made_long', type: 'string', max_length: 2048, access: 'R/W', ...text('Made long text') },
  zzo: { name: 'made_reading', type: 'float', unit: 'W', access: 'R', ...text('Made reading') },
};
const VALUES = {
  zza: true, zzb: 40, zzc: 1, zzd: 'abc', zze: '#12ab34', zzf: 23_400, zzg: [3, 4], zzh: { on: true, level: 1.5 }, zzj: { any: [1] },
  zzk: 2, zzm: null, zzn: 'a\nb', zzo: 7.25,
};

await scenario(async ({ open, charger }) => {
  const { page, go, context, hand } = await open({ expected: [/status of 500 .*\/api\/set$/] });
  await context.route('**/api/keys?*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...KEYS } });
  });
  const values = { ...JSON.parse((await charger.ask('/api/status')).body), ...VALUES };
  await context.route('**/api/events', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(values)}\n\n` }),
  );

  const set = [];
  await context.route('**/api/set', (route) => {
    set.push(route.request().postDataJSON());
    return route.continue();
  });

  const opened = async (key) => {
    await go(`#/keys/${key}`);
    const row = keyRow(page, key);
    await row.waitFor();
    return row;
  };

  let row = await opened('zza');
  const toggle = row.getByRole('switch', { name: 'Made switch' });
  truth('the switch is on', await toggle.isChecked());
  await hand.turn(toggle, false);
  // The charger knows no such key, and its sentence is shown.
  await row.getByRole('status').filter({ hasText: 'unknown api key zza' }).waitFor();
  equal('what was set', set.pop(), { zza: false });

  row = await opened('zzb');
  const number = row.getByRole('spinbutton', { name: 'Made number' });
  equal('the number', await number.inputValue(), '40');
  equal('its range', [await number.getAttribute('min'), await number.getAttribute('max')], ['5', '95']);
  truth('its unit stands beside it', /%/.test(await row.textContent()));
  await hand.fill(number, '41');
  await page.keyboard.press('Enter');
  await row.getByRole('status').filter({ hasText: 'unknown api key zzb' }).waitFor();
  equal('what was set', set.pop(), { zzb: 41 });

  row = await opened('zzc');
  const choice = row.getByRole('combobox', { name: 'Made choice' });
  equal('the options', await choice.getByRole('option').allTextContents(), ['As slow as can be', 'As fast as can be']);
  equal('what is chosen', await choice.evaluate((element) => element.selectedIndex), 1);

  row = await opened('zzd');
  const line = row.getByRole('textbox', { name: 'Made text' });
  equal('the text', await line.inputValue(), 'abc');
  equal('its length', await line.getAttribute('maxlength'), '12');
  await hand.fill(line, 'ABC');
  await page.keyboard.press('Enter');
  await row.getByRole('status').filter({ hasText: '[a-z]*' }).waitFor();
  equal('what was set', set, []);

  row = await opened('zze');
  equal('the colour', await row.getByLabel('Made colour').and(page.locator('input[type=color]')).inputValue(), '#12ab34');
  equal('the colour as text', await row.getByLabel('Made colour').and(page.locator('input[type=text]')).inputValue(), '#12ab34');

  row = await opened('zzf');
  equal('the time of day', await row.getByRole('textbox', { name: 'Made time' }).inputValue(), '06:30');

  row = await opened('zzg');
  const list = row.getByRole('group', { name: 'Made list' });
  equal('items', await list.getByRole('spinbutton').count(), 2);
  await hand.press(list.getByRole('button', { name: 'Add' }));
  const third = list.getByRole('spinbutton', { name: 'Item 3' });
  truth('what was added has the focus', await third.evaluate((element) => element === document.activeElement));
  await page.keyboard.type('5');
  equal('whether a fourth can be added', await list.getByRole('button', { name: 'Add' }).isVisible(), false);
  await hand.press(list.getByRole('button', { name: 'Remove' }).first());
  await hand.press(row.getByRole('button', { name: 'Save' }));
  await row.getByRole('status').filter({ hasText: 'unknown api key zzg' }).waitFor();
  equal('what was set', set.pop(), { zzg: [4, 5] });

  row = await opened('zzh');
  const form = row.getByRole('group', { name: 'Made form' });
  truth('the part is on', await form.getByRole('switch', { name: 'on' }).isChecked());
  await hand.fill(form.getByRole('spinbutton', { name: 'level' }), '2.25');
  await hand.press(row.getByRole('button', { name: 'Save' }));
  await row.getByRole('status').filter({ hasText: 'unknown api key zzh' }).waitFor();
  equal('what was set', set.pop(), { zzh: { on: true, level: 2.25 } });

  row = await opened('zzi');
  await hand.press(row.getByRole('button', { name: 'Send' }));
  await row.getByRole('status').filter({ hasText: 'unknown api key zzi' }).waitFor();
  equal('what was set', set.pop(), { zzi: true });

  row = await opened('zzj');
  const json = row.getByRole('textbox', { name: 'Made JSON' });
  equal('the JSON', JSON.parse(await json.inputValue()), { any: [1] });
  await hand.fill(json, '{');
  await hand.press(row.getByRole('button', { name: 'Save' }));
  await row.getByRole('status').filter({ hasText: 'no JSON' }).waitFor();
  equal('what was set', set, []);

  row = await opened('zzk');
  const bits = row.getByRole('group', { name: 'Made bits' });
  equal('the bits', await bits.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => box.checked)), [false, true]);

  row = await opened('zzl');
  equal('how a secret is typed', await row.getByLabel('Made secret').getAttribute('type'), 'password');

  row = await opened('zzm');
  equal('a number that is not there', await row.getByRole('spinbutton', { name: 'Made number or none' }).inputValue(), '');

  row = await opened('zzn');
  equal('the long text', await row.getByRole('textbox', { name: 'Made long text' }).inputValue(), 'a\nb');
  equal('what it is written in', await row.getByRole('textbox', { name: 'Made long text' }).evaluate((element) => element.localName), 'textarea');

  row = await opened('zzo');
  truth('a reading has no control', (await row.getByRole('textbox').count()) + (await row.getByRole('spinbutton').count()) === 0);
  truth('a reading has its unit', /7\.25\s?W/.test(await row.textContent()));
});
