// The stream of changes, which is opened again by itself.

import { parse, request, take_in } from "./device.js";

/** The device says something at least every 15 seconds; after so long a silence it is gone. */
const SILENCE = 40000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10000;

/** Keeps the stream open for as long as the page is. `told` learns of each change between live and not, and why. */
export async function stay_live(told) {
  let pause = FIRST_PAUSE;
  for (;;) {
    const why = await listen(() => {
      pause = FIRST_PAUSE;
      told(true);
    });
    told(false, why);
    await wait(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

// A pause, which ends early when the network comes back or somebody looks at the page again.
function wait(pause) {
  return new Promise((resolve) => {
    const end = new AbortController();
    const done = () => {
      end.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, pause);
    window.addEventListener("online", done, { signal: end.signal });
    document.addEventListener("visibilitychange", () => document.hidden || done(), { signal: end.signal });
  });
}

// Listens until the stream ends; the result is the device's reason, if it gave one.
async function listen(begun) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), SILENCE);
  try {
    const answer = await request(`${D.base}/events`, { signal: abort.signal });
    if (!answer.ok) return (await answer.text()).trim();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return null;
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE);
      const events = (text + value).split("\n\n");
      text = events.pop();
      for (const event of events) {
        const changes = event.startsWith("data: ") ? parse(event.slice(6)) : null;
        if (changes) {
          take_in(changes);
          begun();
        }
      }
    }
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
