// Waiting for conditions, each with a deadline.

/// How long anything may take, in milliseconds. Far longer than it does, since the machine may be busy.
export const PATIENCE = 20_000;

/// The first value of `condition` that is neither false nor nothing.
export async function until(what, condition, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export function equal(what, found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  }
}

export function truth(what, condition) {
  if (!condition) throw new Error(`not so: ${what}`);
}
