// Asks the test that runs this script: for the network to break, for what an MQTT client has heard.

import { createInterface } from 'node:readline';

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/// The answer to a word, with more members of the line, such as `ask('publish', { topic, payload })`.
export async function ask(word, more = {}) {
  process.stdout.write(`${JSON.stringify({ ask: word, ...more })}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error(`nobody answered ${word}`);
  return JSON.parse(value);
}

/// The last thing that a script says.
export function done() {
  process.stdout.write('{"done":true}\n');
}

/// Without this the script would wait for answers for ever.
export function leave() {
  process.stdin.destroy();
}
