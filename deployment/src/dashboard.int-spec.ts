import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startPrometheus, type RunningPrometheus, type Series } from './running-prometheus.ts';
import { startServe, type RunningServe } from './running-serve.ts';
import { describeWith, findProgram } from './system-program.ts';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] };
}

const file = join(import.meta.dirname, '../grafana/dashboards/chat.json');
const { panels, templating } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
/** As Grafana fills its variables where a person chose nothing; the window is one that a test can wait for. */
const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*');
const SETTLE_MS = 90_000;

async function asked(url: string, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).text();
}

/** What people do: programs and a person ask, one answer fails, one address is wrong. */
async function use({ url, fake }: RunningServe): Promise<void> {
  const messages = [{ role: 'user', content: '나루가 뭐예요?' }];
  for (const stream of [true, false, true]) await asked(url, '/v1/chat/completions', { messages, stream });
  const { id } = JSON.parse(await asked(url, '/api/conversations', {})) as { id: string };
  const question = { parentId: null, content: '나루가 뭐예요?', idempotencyKey: randomUUID() };
  const sent = JSON.parse(await asked(url, `/api/conversations/${id}/messages`, question)) as {
    replies: readonly { streamId: string }[];
  };
  for (const { streamId } of sent.replies) await (await fetch(`${url}/api/streams/${streamId}`)).text();
  fake.misbehave({ kind: 'answer', status: 500 });
  await asked(url, '/v1/chat/completions', { messages });
  fake.behave();
  await fetch(`${url}/api/nothing`);
}

const isAnswered = (series: readonly Series[]): boolean =>
  series.length > 0 && series.every(({ value: [, value] }) => Number.isFinite(Number(value)));

describeWith(
  findProgram([['prometheus']]),
  "Grafana's chat dashboard",
  "prometheus (Debian's package) is not here",
  () => {
    let serve: RunningServe;
    let prometheus: RunningPrometheus;
    let using: Promise<void>;
    const over = new AbortController();

    // As long as anything is asked of Prometheus: a rate is of a minute that has traffic in it.
    async function keepUsing(): Promise<void> {
      while (!over.signal.aborted) {
        await use(serve);
        await sleep(1000, undefined, { signal: over.signal }).catch(() => undefined);
      }
    }

    beforeAll(async () => {
      serve = await startServe();
      prometheus = await startPrometheus(serve.url);
      await use(serve);
      using = keepUsing();
    }, 180_000);
    afterAll(async () => {
      over.abort();
      await using;
      await prometheus.stop();
      await serve.stop();
    });

    it.each(queries)(
      '$title: $expr is answered with figures',
      async ({ expr }) => {
        let answer: readonly Series[] = [];
        for (const until = performance.now() + SETTLE_MS; performance.now() < until && !isAnswered(answer);) {
          answer = await prometheus.query(filled(expr));
          if (!isAnswered(answer)) await sleep(250);
        }

        expect(answer.length).toBeGreaterThan(0);
        for (const { value } of answer) expect(Number(value[1])).toBeGreaterThanOrEqual(0);
      },
      SETTLE_MS + 30_000,
    );

    it.each(templating.list)('offers values of $name', async ({ definition }) => {
      const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? [];

      expect((await prometheus.valuesOf(label, metric)).length).toBeGreaterThan(0);
    });

    it('counts what was asked, by model and kind', async () => {
      const answers = await prometheus.query('sum by (model, kind) (naru_answers_total)');

      expect(answers.map(({ metric }) => metric['kind']).sort()).toEqual(['completion', 'conversation']);
      expect(answers.map(({ metric }) => metric['model'])).toEqual(['fake-base', 'fake-base']);
      expect(Number((await prometheus.query('sum(naru_answer_tokens_total)'))[0]?.value[1])).toBeGreaterThan(40);
    });

    it('sees that an answer failed', async () => {
      const failed = await prometheus.query('sum(http_request_duration_seconds_count{status=~"5.."})');

      expect(Number(failed[0]?.value[1])).toBeGreaterThan(0);
    });
  },
);

describe("the dashboard's file", () => {
  it('has a query in every panel, each panel with a title and a place of its own', () => {
    const drawn = panels.filter(({ type }) => type !== 'row');

    expect(drawn.length).toBeGreaterThan(12);
    expect(drawn.filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
    expect(new Set(drawn.map(({ title }) => title)).size).toBe(drawn.length);
  });
});
