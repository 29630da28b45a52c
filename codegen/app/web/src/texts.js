// The App's own texts in one language, and how numbers are written in it.

/** The texts by their names; the build knows which there are. */
export let T = {};

/** The language in use. */
export let language = "en";

const STORED = "language";

/** The language that was chosen here, else the browser's, else the device's first. */
export function wanted_language() {
  const wishes = [stored_language(), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wishes.find((tag) => D.languages.includes(tag)) ?? D.languages[0];
}

function stored_language() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // Storage can be switched off.
  }
}

/** Keeps the choice for the next visit. */
export function choose_language(tag) {
  try {
    localStorage.setItem(STORED, tag);
  } catch {
    // It then holds for this visit.
  }
}

/** Fetches the texts of a language. */
export async function load_texts(tag) {
  const answer = await fetch(`app/${tag}.json`);
  if (!answer.ok) throw new Error(`app/${tag}.json: ${answer.status}`);
  T = await answer.json();
  language = tag;
  document.documentElement.lang = tag;
}

/** A text with `{name}` replaced. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** A language in its own words. */
export function language_name(tag) {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag);
}

/** A number with at most so many digits after the point. */
export function number(value, digits = 2) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A text with a capital first letter: texts of values begin with small ones. */
export function sentence(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
