import { execFileSync } from 'node:child_process';

/**
 * The environment for uv: what a person set for pip (variables and pip.conf) under uv's names, unless uv's own is set.
 *
 * uv reads none of pip's settings, and people have pip set up for their company's mirror and certificate.
 * Names: pip's `pip config list`; uv's https://docs.astral.sh/uv/reference/environment/
 */
export function installerEnvironment(python: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const listing = execFileSync(python, ['-m', 'pip', 'config', 'list'], { env, encoding: 'utf8' });
  const pip = pipSettings(listing);
  const words = (key: string): string[] => (pip.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
  const given: Record<string, string | undefined> = {
    UV_DEFAULT_INDEX: env['UV_INDEX_URL'] === undefined ? pip.get('index-url') : undefined,
    UV_INDEX: words('extra-index-url').join(' '),
    // As pip does: the best version over all indexes. Every file is checked against its hash.
    UV_INDEX_STRATEGY: pip.has('extra-index-url') ? 'unsafe-best-match' : undefined,
    UV_FIND_LINKS: words('find-links').join(','),
    UV_NO_INDEX: pip.get('no-index'),
    UV_INSECURE_HOST: words('trusted-host').join(' '),
    UV_HTTP_TIMEOUT: pip.get('default-timeout') ?? pip.get('timeout'),
    SSL_CERT_FILE: pip.get('cert'),
    ALL_PROXY: pip.get('proxy'),
    UV_SYSTEM_CERTS: 'true',
  };
  const out = { ...env };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && value !== '' && (out[name] ?? '') === '') out[name] = value;
  }
  return out;
}

/** Keys without their section; a variable (`:env:`) wins over a file, `install` over `global`. */
export function pipSettings(listing: string): Map<string, string> {
  const rank = (section: string): number => ['global', 'install', ':env:'].indexOf(section);
  const found = new Map<string, { rank: number; value: string }>();
  for (const line of listing.split('\n')) {
    const match = /^(global|install|:env:)\.([a-z-]+)='(.*)'$/.exec(line.trim());
    if (match === null) continue;
    const [, section = '', key = '', value = ''] = match;
    const former = found.get(key);
    if (former === undefined || rank(section) >= former.rank)
      found.set(key, { rank: rank(section), value: value.replaceAll('\\n', ' ') });
  }
  return new Map([...found].map(([key, { value }]) => [key, value]));
}
