// What the device says: what its keys mean, and their values, kept up to date.

import { T, fill, language } from "./texts.js";
import { ask_password } from "./password.js";
import { when_steady } from "./dom.js";

/** What each key means, in the language in use. */
export let keys = {};

/** The last known value of each key that can be read. */
export const values = {};

const watchers = new Set();
let life = new AbortController();

/** Ends all that watches for the page that is left. */
export function begin_life() {
  life.abort();
  life = new AbortController();
}

/** The signal that ends with the page. */
export function life_signal() {
  return life.signal;
}

/**
 * Calls `then` now and whenever one of the keys changes, until the page is left. Without names: at every change, with
 * the names of the keys that changed.
 */
export function watch(names, then, signal = life.signal) {
  const watcher = { names, then };
  watchers.add(watcher);
  signal.addEventListener("abort", () => watchers.delete(watcher));
  then(names ?? Object.keys(values));
}

/** Takes values in, and tells who watches them. */
export function take_in(changes) {
  Object.assign(values, changes);
  when_steady(() => tell_watchers(changes));
}

function tell_watchers(changes) {
  const changed = Object.keys(changes);
  for (const { names, then } of [...watchers]) {
    if (!names || names.some((name) => Object.hasOwn(changes, name))) then(changed);
  }
}

/** Calls `then` every so many milliseconds, until the page is left. */
export function every(pause, then, signal = life.signal) {
  const timer = setInterval(then, pause);
  signal.addEventListener("abort", () => clearInterval(timer));
}

let token = null;
let declined = false;

/**
 * A request to the device. Where it takes a password, the person is asked for it; who declines is asked again by the
 * next thing that they do themselves, and not by what the page does on its own.
 */
export async function request(path, options = {}, by_person = false) {
  for (;;) {
    const used = token;
    const headers = used === null ? {} : { Authorization: `Bearer ${encoded(used)}` };
    const answer = await fetch(path, { ...options, headers, cache: "no-store" });
    if (answer.status !== 401 || (declined && !by_person)) return answer;
    if (token !== used) continue;
    const given = await ask_password(used !== null);
    declined = given === null;
    if (declined) return answer;
    token = given;
  }
}

/** Lets the person give the password after they declined. */
export async function log_in() {
  const answer = await request(`${D.base}/status?filter=-`, {}, true);
  return answer.ok;
}

// A header holds bytes; a password may hold any character.
function encoded(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** Fetches what the keys mean. */
export async function load_keys() {
  const answer = await request(`${D.base}/keys?lang=${language}`);
  if (answer.status === 401) throw new Error(T.password_needed);
  if (answer.status === D.disabled_status && D.enabled_by) throw new Error(switched_off());
  if (!answer.ok) throw new Error((await answer.text()).trim());
  keys = await answer.json();
}

function switched_off() {
  return fill(T.api_off, { topic: D.topics.set.replace("{key}", D.enabled_by) });
}

/**
 * Sets keys. The result has an entry for each: `null` where it was taken, else a sentence that says why not. What was
 * taken is read back before this returns. Where that changes the password of the HTTP api, `new_token` is what holds
 * afterwards.
 */
export async function set(changes, new_token) {
  const names = Object.keys(changes);
  const all = (text) => Object.fromEntries(names.map((name) => [name, text]));
  let result;
  try {
    const body = JSON.stringify(changes);
    const answer = await request(`${D.base}/set`, { method: "POST", body, signal: AbortSignal.timeout(10000) }, true);
    const text = await answer.text();
    const told = parse(text);
    if (answer.status === 401) return all(T.password_needed);
    if (!told) return all(text.trim() || fill(T.no_sense, { status: answer.status }));
    result = Object.fromEntries(names.map((name) => [name, told[name] === true ? null : refusal(name, told[name])]));
  } catch {
    return all(T.not_sent);
  }
  if (new_token !== undefined && names.every((name) => result[name] === null)) token = new_token;
  const taken = names.filter((name) => result[name] === null && Object.hasOwn(values, name));
  if (taken.length) await refresh(taken);
  return result;
}

// The device begins its text with the key, which stands beside the field already.
function refusal(name, text) {
  const told = String(text ?? T.no_reason);
  return told.startsWith(`${name}: `) ? told.slice(name.length + 2) : told;
}

/** Reads some values anew, sooner than the stream tells them. */
export async function refresh(names) {
  try {
    const answer = await request(`${D.base}/status?filter=${names.join()}`, { signal: AbortSignal.timeout(10000) });
    if (answer.ok) take_in(await answer.json());
  } catch {
    // The stream brings them, too, a little later.
  }
}

/** JSON, or `null` where it is none. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
