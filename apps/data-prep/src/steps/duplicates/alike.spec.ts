import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { line, rowsOf, Workspace } from '../../testing/a-build.ts';
import type { Published } from '../../dataset/publish.ts';

const PAIRS = 150;

const WORDS = '배포 롤백 지표 알림 당번 장애 복구 백업 승인 검토 로그 비용 용량 보안 권한 비밀 네트워크 인증서'.split(
  ' ',
);

/** A text of its own for every number, of words that no two share in the same order. */
const said = (number: number, words: number): string =>
  Array.from(
    { length: words },
    (_, at) => `${WORDS[(number * 7 + at * (1 + (number % 5))) % WORDS.length]}${number * 31 + at}`,
  ).join(' ');

/** Two rows a pair, with some three quarters of their words in common. */
const rows = (): string =>
  Array.from({ length: PAIRS }, (_, pair) =>
    ['가', '나'].map((end) =>
      line(`${end} ${pair}`, `${said(pair, 40)} ${said(end === '가' ? pair + 1000 : pair + 5000, 7)}`),
    ),
  )
    .flat()
    .join('');

const recipe = (alike: number): string => `name: pairs
sources: [{ name: chats, path: chats.jsonl }]
steps:
  - use: duplicates
    alike: ${alike}
  - use: split
    validation: 0.2
    test: 0.2
`;

const build = (alike: number): Promise<Published> => new Workspace().write('chats.jsonl', rows()).build(recipe(alike));

/** Pairs of which the halves ended on different sides. */
function parted(built: Published): number {
  const sideOf = new Map<string, string>();
  for (const split of ['train', 'val', 'test'] as const) {
    for (const row of rowsOf(built, split)) {
      const [question] = row['messages'] as { content: string }[];
      sideOf.set(question?.content ?? '', split);
    }
  }
  expect(sideOf.size).toBe(2 * PAIRS);
  return Array.from({ length: PAIRS }, (_, pair) => pair).filter(
    (pair) => sideOf.get(`가 ${pair}`) !== sideOf.get(`나 ${pair}`),
  ).length;
}

describe('rows that are alike and not duplicates', () => {
  it('are all kept, on one side but for the few that the bands miss', async () => {
    const built = await build(0.5);

    expect(parted(built)).toBeLessThanOrEqual(2);
    const report = readFileSync(join(built.path, 'report.html'), 'utf8').replace(/\s+/g, ' ');
    expect(report).toMatch(/from 0\.5<\/th> ?<td class="n">1(?:4\d|50)<\/td> ?<td class="n">(?:29\d|300)<\/td>/);
  });

  it('fall where they may when nobody looks for them', async () => {
    expect(parted(await build(1))).toBeGreaterThan(PAIRS / 4);
  });
});
