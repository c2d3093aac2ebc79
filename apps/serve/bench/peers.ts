import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { completions } from './load/ask.ts';
import type { Gateway } from './load/phase.ts';
import { newTiming, TokenReader } from './load/token-reader.ts';
import { startCommand } from './programs/program.ts';
import { say, type Stand } from './stand.ts';

/** Gateways of others, where their programs are there. */
export interface Peers {
  readonly peers: readonly Gateway[];
  /** By name, why one is not measured. */
  readonly absent: Readonly<Record<string, string>>;
}

interface Peer {
  readonly name: string;
  /** What starts it, less its arguments. */
  readonly command: readonly string[] | undefined;
  /** How it comes to be there. */
  readonly install: string;
  readonly start: (stand: Stand, command: readonly string[]) => Promise<Gateway>;
}

const PROBE_TOKENS = 5;
const LITELLM_ENVIRONMENT = {
  LITELLM_LOCAL_MODEL_COST_MAP: 'True', // else it asks the network for prices when it starts
  LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: 'true', // as serve: no sign-in, on 127.0.0.1, for this run only
};
const LITELLM = join(import.meta.dirname, '../../../.venv-litellm/bin/litellm');
const PORTKEY = join(import.meta.dirname, 'portkey/node_modules/@portkey-ai/gateway/build/start-server.js');
const CHANGEABLE_ANSWERS = join(import.meta.dirname, 'programs/changeable-answers.ts');

/** Starts those that are there; one that does not start is told of and left out. */
export async function startPeers(stand: Stand): Promise<Peers> {
  const peers: Gateway[] = [];
  const absent: Record<string, string> = {};
  for (const { name, command, install, start } of peersOf(stand)) {
    if (command === undefined) absent[name] = `not installed: ${install}`;
    else {
      await start(stand, command)
        .then(answering)
        .then(
          (gateway) => peers.push(gateway),
          (error: unknown) => (absent[name] = `not measured: ${(error as Error).message}`),
        );
    }
    if (absent[name] !== undefined) say(`${name} ${absent[name]}`);
  }
  return { peers, absent };
}

/** @throws Error where it gives no whole answer, which would count as a fast one */
async function answering(gateway: Gateway): Promise<Gateway> {
  const reader = new TokenReader(newTiming());
  const failure = await (gateway.asks[0]?.(PROBE_TOKENS, reader) ?? Promise.resolve()).then(
    () => reader.problem(PROBE_TOKENS),
    (error: unknown) => (error as Error).message,
  );
  if (failure === undefined) return gateway;
  await gateway.program.end();
  throw new Error(failure);
}

const peersOf = ({ options }: Stand): readonly Peer[] => [
  {
    name: 'litellm',
    command: words(options.litellm) ?? (existsSync(LITELLM) ? [LITELLM] : undefined),
    install: 'npx nx run serve:bench-litellm',
    start: startLitellm,
  },
  {
    name: 'portkey',
    command:
      words(options.portkey) ??
      (existsSync(PORTKEY) ? [process.execPath, '--import', CHANGEABLE_ANSWERS, PORTKEY] : undefined),
    install: 'npx nx run serve:bench-portkey',
    start: startPortkey,
  },
];

const words = (command: string | undefined): readonly string[] | undefined => command?.split(/\s+/);

async function startLitellm(stand: Stand, command: readonly string[]): Promise<Gateway> {
  const config = join(stand.folder, 'litellm.yaml');
  const model = { model: 'openai/naru-bench', api_base: `${stand.upstream.url}/v1`, api_key: 'none' };
  // YAML holds all of JSON.
  writeFileSync(config, JSON.stringify({ model_list: [{ model_name: 'naru-bench', litellm_params: model }] }));
  const port = await freePort();
  const args = ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'];
  const url = `http://127.0.0.1:${port}`;
  const program = await startCommand([...command, ...args], url, LITELLM_ENVIRONMENT, stand.folder);
  return { name: 'litellm', program, asks: asksOf(stand, url) };
}

async function startPortkey(stand: Stand, command: readonly string[]): Promise<Gateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const headers = {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${stand.upstream.url}/v1`,
    authorization: 'Bearer none',
  };
  const trusted = { TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
  const program = await startCommand([...command, `--port=${port}`, '--headless'], url, trusted, stand.folder);
  return { name: 'portkey', program, asks: asksOf(stand, url, headers) };
}

function asksOf({ options }: Stand, url: string, headers: Readonly<Record<string, string>> = {}): Gateway['asks'] {
  return Array.from({ length: options.streams }, () => completions(url, headers));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
