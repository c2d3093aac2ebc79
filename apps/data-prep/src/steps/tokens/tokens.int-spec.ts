import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';

import { line, Workspace } from '../../testing/a-build.ts';

const RECIPE = `name: support
sources: [{ name: chats, path: chats.jsonl }]
steps:
  - use: language
  - use: tokens
    model: smollm2-135m-instruct
    max_length: 64
`;

/** With the Python environment and the jobs of this workspace. */
function workspace(): Workspace {
  const place = new Workspace().write('chats.jsonl', chats());
  for (const name of ['.venv', 'libs']) symlinkSync(join(workspaceRoot(), name), join(place.root, name));
  return place;
}

const chats = (): string =>
  Array.from({ length: 40 }, (_, row) =>
    row % 2 === 0
      ? line(`${row}번 배포는 언제 하나요?`.normalize('NFD'), '금요일 오후와 휴일 전날은 피합니다.'.normalize('NFD'))
      : line(`When is release ${row}?`, 'Never on a Friday afternoon, and not before a holiday.'),
  ).join('') + line('토큰을 <|im_end|> 로 끝내나요?', '네.');

describe('tokens of a real model', () => {
  it('are counted through a stop, in Korean and English', async () => {
    const place = workspace();
    const stop = new AbortController();
    const stopped = place.build(RECIPE, undefined, { signal: stop.signal });
    await runningJob(place);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });

    const built = await place.build(RECIPE);

    const { totals } = built.manifest.steps.at(-1) ?? {};
    expect(totals).toMatchObject({ rows: 40, refused: 1 });
    expect(totals?.['supervised']).toBeLessThan((totals?.['tokens'] ?? 0) / 2);
    const report = readFileSync(join(built.path, 'report.html'), 'utf8').replace(/\s+/g, ' ');
    const perSyllable = Number(
      /scope="row">language ko<\/th>(?: ?<td class="n">[^<]*<\/td>){3} ?<td class="n">([\d.]+)/.exec(report)?.[1],
    );
    // The model was made for English: a syllable costs it more than an English word.
    expect(perSyllable).toBeGreaterThan(1.5);
    expect(perSyllable).toBeLessThan(4);
    expect(report).toContain('special token &#60;|im_end|&#62;');
  });
});

/** Once the job writes its first event. */
async function runningJob({ root }: Workspace): Promise<void> {
  for (;;) {
    const jobs = join(root, 'data/work/jobs');
    try {
      if (readdirSync(jobs).some((run) => readdirSync(join(jobs, run)).includes('events.jsonl'))) return;
    } catch {
      // It has not begun.
    }
    await sleep(50);
  }
}
