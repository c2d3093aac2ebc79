import { FakeHub } from '@naru/hub/testing';

import { runCommandLine } from '../command-line.ts';
import { StopRequests } from '../launch/index.ts';
import { aContext, aWorkspace } from '../testing/a-context.ts';
import { scriptedRun, wholeRun, type ScriptedRun } from '../testing/scripted-run.ts';
import { push, type PushDeps } from './push.ts';

const RUN = '20260301T090000-aaaaaa';
const REPO = 'first-user/ko-chat';
const TOKEN = 'hf_a-writing-token';

let hub: FakeHub;
let written: string;
let deps: PushDeps;
let run: ScriptedRun;

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.allow(TOKEN, { name: 'first-user', mayWrite: true });
  written = '';
  const root = aWorkspace();
  run = scriptedRun({ root, runId: RUN });
  deps = {
    places: { root, cwd: root },
    terminal: { write: (text) => (written += text) },
    stop: new StopRequests(),
    hub: () => hub.settings(TOKEN),
    patience: { attempts: 1, firstWaitMs: 1 },
  };
});
afterEach(() => hub.close());

const files = (): string[] => [...(hub.repository(REPO)?.commits.at(-1)?.files.keys() ?? [])].sort();

describe('train:push', () => {
  it('puts adapter, card and GGUF into a new private repository, and says where', async () => {
    wholeRun(run);

    expect(await push({ run: 'latest', repo: REPO, public: false }, deps)).toBe(0);

    const repository = hub.repository(REPO);
    expect(repository?.private).toBe(true);
    expect(files()).toEqual([
      '.gitattributes',
      'README.md',
      'adapter.gguf',
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    expect(repository?.commits.at(-1)?.files.get('README.md')?.content.toString()).toBe('# 카드\n');
    expect(written).toContain(`Run ${RUN} is in the new private repository ${hub.url}/${REPO}\n`);
    expect(written).toContain(`  commit    ${repository?.commits.at(-1)?.id}\n`);
  });

  it('refuses a run that is not finished', async () => {
    run.started();
    run.metric(1);

    await expect(push({ run: RUN, repo: REPO, public: false }, deps)).rejects.toMatchObject({
      code: 'usage',
      message: `Run ${RUN} is not finished: there is no adapter to push.`,
      hint: `Finish it first: npx nx run train:resume --run=${RUN}`,
    });
    expect(hub.requests).toEqual([]);
  });

  it('knows no run of another id', async () => {
    wholeRun(run);

    await expect(push({ run: `${RUN.slice(0, -1)}b`, repo: REPO, public: false }, deps)).rejects.toMatchObject({
      code: 'run.not-found',
    });
  });

  it('ends as cancelled when a person asks', async () => {
    wholeRun(run);
    const stop = new StopRequests();
    stop.request();

    await expect(push({ run: RUN, repo: REPO, public: false }, { ...deps, stop })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(hub.repository(REPO)).toBeUndefined();
  });

  it('is a verb of the command line', async () => {
    wholeRun(run);
    const context = aContext({ places: deps.places, hub: deps.hub });

    expect(await runCommandLine(['push', `--run=${RUN}`, `--repo=${REPO}`, '--public'], context)).toBe(0);

    expect(hub.repository(REPO)?.private).toBe(false);
    expect(context.terminal.text).toContain('is in the new public repository');
  });
});
