type Values = Readonly<Record<string, string | undefined>>;

const SECRET = /(token|secret|passw(or)?d|api_?key|credential|private_?key|(^|_)auth(_|$))/i;
// A mirror's address may carry a password and is of use to installers only.
const INSTALLERS = /^(pip|uv|npm)_/i;

/**
 * The environment for a subprocess: the process's own without anything that looks like a secret, and `set` over it.
 *
 * What a job needs of secrets it gets by name through `set`; a crash report of its cannot hold the rest.
 */
export function childEnvironment(set: Values = {}, base: Values = process.env): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value !== undefined && !SECRET.test(name) && !INSTALLERS.test(name)) out[name] = value;
  }
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined) Reflect.deleteProperty(out, name);
    else out[name] = value;
  }
  return out;
}

/** The environment of a process that is a part of this one, secrets included, where it does not say otherwise: `defaults`. */
export function partEnvironment(defaults: Values, base: Values = process.env): Record<string, string | undefined> {
  return { ...defaults, ...base };
}
