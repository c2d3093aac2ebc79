// Writes deployment/secrets, which docker-compose.yml gives to the services; what is there already stays.
// The folder is this user's alone. The files are readable so that a container's user can read the one it is given.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { folder: { type: 'string', default: join(import.meta.dirname, 'secrets') } },
});
const BYTES = 24;
const READABLE = 0o444;

function secret(name: string, make: () => string): string {
  const file = join(values.folder, name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const text = make();
  writeFileSync(file, text, { flag: 'wx' });
  chmodSync(file, READABLE);
  process.stdout.write(`made ${file}\n`);
  return text;
}

// URL-safe: two of them stand in addresses.
const word = (): string => randomBytes(BYTES).toString('base64url');

chmodSync(values.folder, 0o700);
const postgres = secret('postgres_password', word);
const redis = secret('redis_password', word);
secret('database_url', () => `postgresql://naru:${postgres}@postgres:5432/naru`);
secret('redis_url', () => `redis://:${redis}@redis:6379`);
secret('grafana_password', word);
