import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkJobEvent, type JobEvent } from '@naru/contracts';
import { workspaceRoot } from '@naru/config';
import { widthOf } from '@naru/terminal';
import { Screen } from '@naru/terminal/testing';

import { change } from './figures.ts';
import { preflightLines } from './preflight-table.ts';
import { ProgressView } from './progress-view.ts';
import { applyEvent, initialState, secondsLeft } from './run-state.ts';
import { summaryLines } from './summary.ts';

const FIXTURES = join(workspaceRoot(), 'libs/contracts/fixtures/good');

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it spares a cast at every use
function fixture<T extends JobEvent['type']>(name: string): Extract<JobEvent, { type: T }> {
  const checked = checkJobEvent(JSON.parse(readFileSync(join(FIXTURES, `job-event.${name}.json`), 'utf8')));
  if (checked.kind !== 'event') throw new Error(`${name} is no event`);
  return checked.event as Extract<JobEvent, { type: T }>;
}

const envelope = (seq: number) => ({ v: 1 as const, runId: '20260301T090000-a1b2c3', seq, at: seq * 1000 });

const metric = (step: number, values: Record<string, number> = {}): JobEvent => ({
  ...envelope(step),
  type: 'metric',
  step,
  totalSteps: 40,
  values: { loss: 3 - step / 40, tokens_per_second: 131.7, 'system/rss_bytes': 4.6 * 1024 ** 3, ...values },
});

const RUN = { label: 'smollm2-135m lora on CPU', refusedPath: 'models/fine-tuned/x/refused.jsonl' };

describe('figures', () => {
  it('are short', () => {
    expect([change(4, 3), change(2, 3), change(undefined, 3), change(0, 3)]).toEqual(['−25.0%', '+50.0%', '', '']);
  });

  it('tell the time that is left from the pace of the last steps', () => {
    const state = [10, 11, 12].reduce((before, step) => applyEvent(before, metric(step)), initialState);

    expect(secondsLeft(state, 12_000)).toBe(28);
    expect(secondsLeft(initialState, 0)).toBeUndefined();
  });
});

describe('the preflight', () => {
  it('shows rows, tokens, checks, refused rows and the mask in brackets', () => {
    const lines = preflightLines(fixture<'preflight'>('preflight'), new Screen(), 'models/x/refused.jsonl');

    expect(lines.join('\n')).toBe(`  split             rows  refused  cut  tokens  learned  tokens a row  learned a row
  train       360 of 362        2    1  81,234   40,210    31-180-512       4-97-388
  validation    40 of 40        0    1  81,234   40,210    31-180-512       4-97-388
  ✓ supervised-tokens: 400 of 400 rows have some
  ✓ one-bos: every row begins with one <|im_start|>
  ✗ pad-is-not-eos: pad is eos; masked by position, so the end of turn is still learned
  Refused rows (all in models/x/refused.jsonl):
    train.jsonl:17 messages.1.role: role is "bot"; known are system, user, assistant
    train.jsonl: is not UTF-8
  One row as the model sees it; what is learned stands in [brackets]:
    <|im_start|>user
    쿠버네티스란?<|im_end|>
    <|im_start|>assistant
    [컨테이너를 관리하는 도구입니다.<|im_end|>]`);
  });

  it('shows the mask in colour on a terminal that has them', () => {
    const lines = preflightLines(fixture<'preflight'>('preflight'), new Screen({ colour: true }), 'x');

    expect(lines.at(-1)).toBe('    \u001b[32m컨테이너를 관리하는 도구입니다.<|im_end|>\u001b[39m');
  });

  it('tells how many refused rows are not shown', () => {
    const event = fixture<'preflight'>('preflight');
    const refused = Array.from({ length: 9 }, (_, index) => ({ file: 'a.jsonl', line: index + 1, reason: 'is empty' }));

    expect(preflightLines({ ...event, refused }, new Screen(), 'x')).toContain('    and 4 more');
  });
});

describe('progress on a terminal', () => {
  it('is one block for two runs, drawn over, with news above it', () => {
    const screen = new Screen({ isTty: true, columns: 110 });
    const view = new ProgressView(screen, [RUN, { ...RUN, label: 'smollm2-135m qlora on CPU' }], () => 30_000);
    view.start();
    view.onEvent(0, fixture<'run.started'>('run-started'), false);
    view.onEvent(0, { ...envelope(1), type: 'phase', name: 'train' }, false);
    for (const step of [10, 20]) view.onEvent(0, metric(step), false);
    view.onEvent(0, fixture<'eval'>('eval'), false);
    view.print('Something else.\n');
    view.stop();

    expect(screen.text).toBe(`Something else.
smollm2-135m lora on CPU   training
  ████████████░░░░░░░░░░░░ step 20/40  loss 2.500  held-out 2.910  132 tok/s  4.6 GiB  0:00 gone  0:10 left
smollm2-135m qlora on CPU  starting
  ░░░░░░░░░░░░░░░░░░░░░░░░ 0:00 gone`);
  });

  it('never breaks a line, however narrow the terminal', () => {
    const screen = new Screen({ isTty: true, columns: 40 });
    const view = new ProgressView(screen, [RUN], () => 0);
    view.start();
    view.onEvent(
      0,
      { ...envelope(1), type: 'phase', name: 'load', message: '아주 긴 이름의 모델을 불러오는 중입니다' },
      false,
    );
    view.onEvent(0, metric(1), false);
    view.stop();

    expect(Math.max(...screen.text.split('\n').map(widthOf))).toBeLessThan(40);
  });

  it('says that it is stopping', () => {
    const screen = new Screen({ isTty: true });
    const view = new ProgressView(screen, [RUN], () => 0);
    view.start();
    view.stopping('Stopping.');
    view.stop();

    expect(screen.text).toBe(`Stopping.\nsmollm2-135m lora on CPU  stopping\n  ░░░░░░░░░░░░░░░░░░░░░░░░ 0:00 gone`);
  });
});

describe('progress elsewhere', () => {
  function followed(events: readonly JobEvent[], runs = [RUN]): string {
    const screen = new Screen();
    let now = 0;
    const view = new ProgressView(screen, runs, () => now);
    view.start();
    for (const event of events) {
      now = event.at;
      view.onEvent(0, event, false);
    }
    view.stop();
    return screen.written;
  }

  it('is plain lines, a step now and then and the last one always', () => {
    const steps = Array.from({ length: 40 }, (_, index) => metric(index + 1));

    const written = followed([{ ...envelope(0), type: 'phase', name: 'train' }, ...steps]);

    expect(written).not.toContain('\u001b');
    expect(written.split('\n').map((line) => line.split('  ')[0])).toEqual([
      'training',
      'step 1/40',
      'step 11/40',
      'step 21/40',
      'step 31/40',
      'step 40/40',
      '',
    ]);
  });

  it('tells evaluations by language and checkpoints', () => {
    const written = followed([fixture<'eval'>('eval'), fixture<'checkpoint'>('checkpoint')]);

    expect(written).toBe(
      'held-out loss after step 0: 2.910 (en 2.400, ko 3.420), the best so far\ncheckpoint at step 20, 28 MiB\n',
    );
  });

  it('names the run where there are several', () => {
    expect(followed([fixture<'checkpoint'>('checkpoint')], [RUN, RUN])).toBe(
      `${RUN.label}: checkpoint at step 20, 28 MiB\n`,
    );
  });
});

describe('the summary', () => {
  const state = [
    fixture<'sample'>('sample'),
    { ...fixture<'sample'>('sample'), stage: 'after' as const, answer: `나루터\u001b[2J${' 배'.repeat(400)}` },
    fixture<'run.finished'>('run-finished'),
  ].reduce(applyEvent, initialState);
  const places = {
    runDir: 'models/fine-tuned/x',
    log: 'models/fine-tuned/x/job.log',
    mlflow: 'http://localhost:5000/#/experiments/1/runs/2',
  };

  it('tells losses by language, answers before and after, and where everything lies', () => {
    const text = summaryLines(RUN.label, state, places, new Screen()).join('\n');

    expect(text).toContain(`smollm2-135m lora on CPU: finished after 40 steps in 3:05 (81,920 tokens, 4.6 GiB at most)
  held-out loss  before  after  change
  all rows        2.910  2.010  −30.9%
  English         2.400  1.700  −29.2%
  Korean          3.420  2.320  −32.2%
  question  나루가 무슨 뜻인가요?
    before  나루는 배를 대는 곳입니다. 🚢
    after   나루터 배 배`);
    expect(text).toContain(`            …
  adapter   models/fine-tuned/x/adapter (4,884,480 parameters)
  GGUF      models/fine-tuned/x/adapter.gguf
  card      models/fine-tuned/x/adapter/README.md
  log       models/fine-tuned/x/job.log
  MLflow    http://localhost:5000/#/experiments/1/runs/2`);
    expect(text).not.toContain('\u001b');
  });

  it('says where there was nothing to compare, and no GGUF', () => {
    const without = applyEvent(initialState, fixture<'run.finished'>('run-finished-without-validation'));
    const text = summaryLines(RUN.label, without, places, new Screen()).join('\n');

    expect(text).toContain('No held-out rows');
    expect(text).toContain('GGUF      none');
  });
});
