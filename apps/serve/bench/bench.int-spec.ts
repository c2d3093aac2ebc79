import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, 'main.ts');
const LIMIT_MS = 240_000;
const number = expect.any(Number) as number;

function bench(...args: string[]): { status: number | null; lines: string[]; progress: string } {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { env, encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), progress: stderr };
}

describe('serve:bench', () => {
  it(
    'ends with one JSON object that has every ratio and no failed answer',
    () => {
      const size = ['--streams=4', '--seconds=0.5', '--rounds=1', '--many=12x2,6x20', '--memory-minutes=0.02'];

      const { status, lines, progress } = bench(...size, '--litellm=/nowhere/litellm', '--portkey=/nowhere/portkey');

      expect({ status, progress }).toMatchObject({ status: 0 });
      const figures = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
      expect(figures).toMatchObject({
        ratio_gateway_cpu_vs_pipe: number,
        ratio_conversations_cpu_vs_pipe: number,
        ratio_first_token_p99_vs_pipe: number,
        completions: {
          serve: { failed_answers: 0 },
          pipe: { failed_answers: 0 },
          litellm: expect.stringContaining('could not be started') as string,
          portkey: expect.stringContaining('could not be started') as string,
        },
        conversations: { added_inter_token_p99_ms: number, serve: { failed_answers: 0 } },
        first_token: { added_first_token_p99_ms: number, samples_each: 2 },
        many: {
          loads: [
            { streams: 12, tokens: 12, failed_answers: 0 },
            { streams: 6, tokens: 60, failed_answers: 0 },
          ],
        },
        memory: {
          slope_mib_per_minute: number,
          after_full_collection_mib: { heap: { slope_per_minute: number } },
          failed_answers: 0,
        },
      });
      expect(progress).toContain('µs of CPU each');
    },
    LIMIT_MS,
  );

  it('shows its flags to whoever gives one that it does not know', () => {
    const { status, progress } = bench('--stream=4');

    expect(status).toBe(2);
    expect(progress).toContain('--streams=60');
  });
});
