import { createServer } from 'node:net';
import { once } from 'node:events';

import { runChecks, type Check } from './check.ts';
import { holderOf, isTaken } from './ports.ts';
import { serviceChecks } from './service-checks.ts';
import { HubSettings } from '@naru/hub';
import { Secret } from '@naru/config';
import { MlflowSettings } from '@naru/mlflow-server';
import { NaruSettings } from '../settings.ts';

const TOKEN = 'hf_a_token_that_nobody_may_read';

/** The checks of services where `fetch` answers every request so. */
function checks(answer: () => Promise<Response>, over: Record<string, unknown> = {}): readonly Check[] {
  const load = <T extends object>(type: new () => T): T => {
    const settings = new type();
    if (settings instanceof HubSettings) settings.token = new Secret(TOKEN);
    if (settings instanceof MlflowSettings) settings.trackingUri = 'http://mlflow.example:5000';
    return settings;
  };
  const settings = Object.assign(new NaruSettings(), over);
  return serviceChecks({ places: { root: '/nowhere', cwd: '/nowhere' }, load, settings, fetch: answer });
}

const named = (all: readonly Check[], ...names: string[]): Check[] => all.filter(({ name }) => names.includes(name));

describe('the doctor', () => {
  it('says who holds a port that is not ours, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };

    expect(await isTaken(port)).toBe(true);
    expect(holderOf(port)).toContain(`process ${process.pid}`);
    const refused = () => Promise.reject(new Error('no HTTP there'));
    const [finding] = await runChecks(named(checks(refused, { servePort: port }), 'serve'));
    expect(finding).toMatchObject({
      health: 'bad',
      found: expect.stringContaining(`port ${port} is held by process`) as string,
    });
    server.close();
  });

  it('asks the hub whose token it is, and never shows it', async () => {
    const look = (status: number) =>
      runChecks(
        named(
          checks(() => Promise.resolve(new Response('', { status }))),
          'hub token',
        ),
      );

    const findings = [...(await look(200)), ...(await look(401))];

    expect(findings.map(({ health }) => health)).toEqual(['ok', 'bad']);
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
  });

  it('tells an MLflow that is away, a base model that is not here, and a check that fails by itself', async () => {
    const away = () => Promise.reject(new Error('away'));
    const broken: Check = { name: 'broken', look: () => Promise.reject(new Error('no such thing')) };

    const findings = await runChecks([...named(checks(away), 'MLflow', 'base model'), broken]);

    expect(findings).toMatchObject([
      { name: 'MLflow', health: 'bad', todo: expect.stringContaining('MLFLOW_TRACKING_URI') as string },
      { name: 'base model', health: 'bad', todo: expect.stringContaining('python:env') as string },
      { name: 'broken', health: 'bad', found: 'no such thing' },
    ]);
  });
});
