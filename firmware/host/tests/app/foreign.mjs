// A page of another site, with all the ways that a browser gives it to send a request: none sets anything. A person who
// opens an address is asked, and sets it with a button.

import { createServer } from 'node:http';
import { CHARGER, scenario } from './lib/scenario.mjs';
import { equal, truth, until } from './lib/until.mjs';

const charger = `http://charger.lan:${new URL(CHARGER).port}`;

/// Each way asks for a current of its own, so that one that gets through is known.
const ways = {
  img: (url) => `<img src="${url}">`,
  iframe: (url) => `<iframe src="${url}"></iframe>`,
  script: (url) => `<script src="${url}"></script>`,
  stylesheet: (url) => `<link rel=stylesheet href="${url}">`,
  'fetch without CORS': (url) => `<script>fetch(${JSON.stringify(url)}, { mode: 'no-cors' })</script>`,
  'fetch with CORS': (url) => `<script>fetch(${JSON.stringify(url)}).catch(() => {})</script>`,
  beacon: (url) => `<script>navigator.sendBeacon(${JSON.stringify(url)})</script>`,
  'form, GET': (url, amps) =>
    `<form action="${charger}/api/set"><input name=amp value=${amps}></form><script>document.forms[0].submit()</script>`,
  'form, POST': (url) => `<form method=post action="${url}"></form><script>document.forms[0].submit()</script>`,
  'form, POST of text': (url, amps) =>
    `<form method=post enctype=text/plain action="${charger}/api/set"><input name='{"amp":${amps},"x' value='":1}'></form>
     <script>document.forms[0].submit()</script>`,
  link: (url) => `<a href="${url}">a</a><script>document.links[0].click()</script>`,
  'link, rel=noreferrer': (url) => `<a rel=noreferrer href="${url}">a</a><script>document.links[0].click()</script>`,
  'meta refresh': (url) => `<meta http-equiv=refresh content="0;url=${url}">`,
  redirect: (url) => ({ Location: url }),
  'script that goes there': (url) => `<script>location = ${JSON.stringify(url)}</script>`,
  'picture in CSS': (url) => `<style>body { background: url("${url}") }</style>`,
};

/// A site whose page is the way that its path names.
const site = createServer((request, response) => {
  const [, policy, number] = request.url.split('/');
  const make = Object.values(ways)[number];
  if (!make) return void response.writeHead(404).end();
  const amps = 6 + Number(number) % 9;
  const made = make(`${charger}/api/set?amp=${amps}`, amps);
  const headers = { 'Content-Type': 'text/html', 'Referrer-Policy': policy };
  if (typeof made === 'string') response.writeHead(200, headers).end(`<!DOCTYPE html><body>${made}`);
  else response.writeHead(302, { ...headers, ...made }).end();
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
const evil = `http://evil.test:${site.address().port}`;

await scenario(
  async ({ browser, charger: client }) => {
    let tried = 0;
    for (const policy of ['no-referrer', 'unsafe-url']) {
      for (const [number, way] of Object.keys(ways).entries()) {
        const context = await browser.newContext();
        const page = await context.newPage();
        // The charger has answered, or the browser did not even ask.
        const ends = [];
        const isSet = (request) => request.url().startsWith(`${charger}/api/set`);
        context.on('response', (response) => isSet(response.request()) && ends.push(response));
        context.on('requestfailed', (request) => isSet(request) && ends.push(request));
        // Where the page goes on at once, it is never loaded itself.
        await page.goto(`${evil}/${policy}/${number}`, { waitUntil: 'commit' }).catch(() => {});
        await until(`the way "${way}" was tried`, () => ends.length > 0);
        equal(`the current after the way "${way}" with ${policy}`, await client.value('amp'), 16);
        await context.close();
        tried += 1;
      }
    }
    console.error(`${tried} requests of a page of another site changed nothing`);

    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${charger}/api/set?amp=10&fna=${encodeURIComponent('"<b>"')}`);
    truth('the page shows what would be set', await page.getByText('"<b>"').isVisible());
    equal('the current before the button', await client.value('amp'), 16);
    await page.getByRole('button', { name: 'Do it' }).click();
    await client.waitFor('amp', 10);
    equal('the name', await client.value('fna'), '<b>');

    // The App is a page of the device under this name, too.
    await page.goto(`${charger}/#/keys/amp`);
    const current = page.getByRole('spinbutton', { name: 'Requested current' });
    await current.fill('12');
    await page.keyboard.press('Enter');
    await client.waitFor('amp', 12);
  },
  { names: ['charger.lan', 'evil.test'] },
);
site.closeAllConnections();
site.close();
