// The browser keeps the files of the App: a second visit doesn't load them again.

import { scenario, PAGE } from './lib/scenario.mjs';
import { equal, truth } from './lib/until.mjs';

await scenario(async ({ open }) => {
  const { page, go, context } = await open();
  // What is loaded is told by the browser's own protocol, since a driver that looks at requests would switch the cache off.
  const protocol = await context.newCDPSession(page);
  await protocol.send('Network.enable');
  const paths = new Map();
  const sizes = {};
  protocol.on('Network.requestWillBeSent', ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
  protocol.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = paths.get(requestId);
    if (!path.startsWith('/api/')) sizes[path] = encodedDataLength;
  });
  const load = async (how) => {
    for (const path of Object.keys(sizes)) delete sizes[path];
    await how();
    await page.getByRole('main').getByRole('heading').first().waitFor();
    return { ...sizes };
  };

  const first = await load(() => go('#/keys'));
  const files = ['/', '/app.css', '/app.js', '/app/en.json'];
  for (const file of files) truth(`${file} was loaded: ${JSON.stringify(first)}`, first[file] > 300);
  const itself = first['/'] + first['/app.css'] + first['/app.js'];
  truth(`page, styles and script together come in less than 40 KB, not ${itself} bytes`, itself < 40_000);

  const again = await load(() => page.reload());
  for (const file of files) truth(`${file} was loaded again: ${again[file]} bytes`, !(again[file] > 800));

  // What holds the values is never kept.
  const answer = await fetch(`${PAGE}/api/status?filter=amp`);
  truth('values are not kept', !/max-age=[1-9]/.test(answer.headers.get('cache-control') ?? ''));
  // There is nothing else to load: the page asks whether there is a simulated world, and documents, and that is all.
  equal('further files', Object.keys(first).filter((path) => ![...files, '/sim', '/docs/'].includes(path)), []);
});
