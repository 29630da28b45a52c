// A page of another site, with all the ways that a browser gives it to send a request: none sets anything. A person who
// opens an address is asked, and sets it with a button. A page whose name was turned to the charger's address hears nothing.

import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { CHARGER, scenario } from './lib/scenario.mjs';
import { equal, truth, until } from './lib/until.mjs';

const { port, origin: bare } = new URL(CHARGER);
const charger = `http://charger.lan:${port}`;

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

const WORKER = `onmessage = ({ data }) => fetch(data, { mode: 'no-cors' }).then(() => 'sent', () => 'not sent')
  .then(async (end) => (await clients.matchAll({ includeUncontrolled: true })).forEach((client) => client.postMessage(end)));`;

/// A site whose page is the way that its path names, to the charger under its name or by its address.
function answer(request, response) {
  const [, policy, number, to] = request.url.split('/');
  const page = (headers, body) => response.writeHead(200, { 'Content-Type': 'text/html', ...headers }).end(body);
  if (policy === 'worker.js') return void page({ 'Content-Type': 'text/javascript' }, WORKER);
  if (policy === 'empty') return void page({}, '<!DOCTYPE html><body>');
  if (policy === 'frame') return void page({}, `<!DOCTYPE html><iframe src="${charger}/"></iframe>`);
  const make = Object.values(ways)[number];
  if (!make) return void response.writeHead(404).end();
  const amps = 6 + Number(number) % 9;
  const made = make(`${to === 'address' ? bare : charger}/api/set?amp=${amps}`, amps);
  const headers = { 'Referrer-Policy': policy };
  if (typeof made === 'string') page(headers, `<!DOCTYPE html><body>${made}`);
  else response.writeHead(302, { ...headers, ...made }).end();
}
const site = createServer(answer);
const secureSite = createSecureServer({ cert: process.env.KEYWRIGHT_CERTIFICATE, key: process.env.KEYWRIGHT_KEY }, answer);
for (const server of [site, secureSite]) await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const evil = `http://evil.test:${site.address().port}`;
const secure = `https://evil.test:${secureSite.address().port}`;

await scenario(
  async ({ browser, charger: client }) => {
    // What a page loaded over https asks for without encryption is not even sent, unless it is a picture from a bare address
    // or the browser goes there; the page is told on its console.
    let [tried, answered] = [0, 0];
    for (const [from, to] of [[evil, 'name'], [evil, 'address'], [secure, 'name'], [secure, 'address']]) {
      for (const policy of ['no-referrer', 'unsafe-url']) {
        for (const [number, way] of Object.keys(ways).entries()) {
          const context = await browser.newContext({ ignoreHTTPSErrors: true });
          const page = await context.newPage();
          // The charger has answered, or the browser did not even ask.
          const ends = [];
          const isSet = (url) => /^https?:/.test(url) && new URL(url).pathname === '/api/set';
          context.on('response', (response) => {
            if (!isSet(response.url())) return;
            answered += 1;
            ends.push(response);
          });
          context.on('requestfailed', (request) => isSet(request.url()) && ends.push(request));
          page.on('console', (message) => /Mixed Content|not allowed to load/.test(message.text()) && ends.push(message));
          // Where the page goes on at once, it is never loaded itself.
          await page.goto(`${from}/${policy}/${number}/${to}`, { waitUntil: 'commit' }).catch(() => {});
          await until(`the way "${way}" was tried from ${from} by ${to}`, () => ends.length > 0);
          equal(`the current after the way "${way}" from ${from} by ${to} with ${policy}`, await client.value('amp'), 16);
          await context.close();
          tried += 1;
        }
      }
    }
    console.log(`${tried} pages of another site changed nothing; ${answered} of their requests were answered`);

    // A service worker asks without a page. Only a page over https or of this machine may have one.
    const working = await browser.newContext();
    const owner = await working.newPage();
    await owner.goto(`http://localhost:${site.address().port}/empty`);
    const end = await owner.evaluate(async (url) => {
      const said = new Promise((resolve) => navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(data)));
      await navigator.serviceWorker.register('/worker.js');
      navigator.serviceWorker.startMessages();
      (await navigator.serviceWorker.ready).active.postMessage(url);
      return said;
    }, `${charger}/api/set?amp=7`);
    equal('the request of the service worker', end, 'sent');
    equal('the current after it', await client.value('amp'), 16);
    await working.close();

    // The page came from another address of this name; what it asks for goes to the charger.
    const turned = await browser.newContext();
    const spy = await turned.newPage();
    const name = `http://rebound.test:${port}`;
    await spy.route(`${name}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html>' }));
    await spy.goto(`${name}/page`);
    const heard = await spy.evaluate(async () => {
      const stream = new EventSource('/api/events');
      const event = await new Promise((resolve) => {
        stream.onmessage = () => resolve('message');
        stream.onerror = () => resolve('error');
      });
      const asked = [await fetch('/api/status'), await fetch('/api/set?amp=7'), await fetch('/api/set', { method: 'POST', body: '{"amp":7}' })];
      return [event, ...asked.map((response) => response.status)];
    });
    equal('what a turned name hears', heard.join(' '), 'error 403 403 403');
    equal('the current after it', await client.value('amp'), 16);
    await turned.close();

    // Nobody is led to press a button of the App that lies under something else.
    const framing = await browser.newContext();
    const frame = await framing.newPage();
    const refused = frame.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await frame.goto(`${evil}/frame`);
    await refused;
    await framing.close();

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
  { names: ['charger.lan', 'evil.test', 'rebound.test'] },
);
for (const server of [site, secureSite]) {
  server.closeAllConnections();
  server.close();
}
