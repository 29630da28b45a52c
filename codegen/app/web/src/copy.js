// Texts to copy: topics and addresses.

import { button, el, put_text } from "./dom.js";
import { T } from "./texts.js";

/** A row of a list of descriptions: what it is, the text, and a button that copies it as it then is. */
export function copyable(title, text) {
  const said = el("span", { role: "status", class: "said" });
  const code = el("code", {}, text);
  const copy = button(T.copy, async () => put_text(said, (await copied(code.textContent)) ? T.copied : T.not_copied),
    { "aria-label": `${T.copy}: ${title}` });
  return [el("dt", {}, title), el("dd", { class: "copy" }, code, copy, said)];
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without encryption browsers have no clipboard for pages, but the older way.
    const area = el("textarea", { class: "skip", value: text, readonly: true });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
