import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { thisProcess } from '@naru/files';

import { filesOf, HereWorkers, line, rowsOf, Workspace } from '../testing/a-build.ts';

const RECIPE = `
name: chats
sources:
  - name: exports
    path: exports
steps:
  - use: private-data
  - use: duplicates
  - use: split
    validation: 0.1
    test: 0.1
`;

const TOPICS = ['배포', '로그', '백업', '권한', '모델', '데이터', '네트워크', '컨테이너', '쿠버네티스', '관측'];
const WORDS = [
  '오늘',
  '서버가',
  '멈추면',
  '먼저',
  '지표를',
  '보고',
  '원인을',
  '찾은',
  '뒤에',
  '되돌립니다',
  '그리고',
  '기록합니다',
];

/** Answers that are not near-duplicates of one another. */
function answer(index: number): string {
  const word = (at: number): string => WORDS[(index * 7 + at * (index % 5) + at * at) % WORDS.length] ?? '';
  return `${Array.from({ length: 12 }, (_, at) => `${word(at)}${(index * 31 + at * 17) % 97}`).join(' ')}.`;
}

function chats(rows = 200): Workspace {
  const text = Array.from({ length: rows }, (_, at) => line(`${TOPICS[at % 10] ?? ''} ${at}번 질문입니다`, answer(at)));
  const half = text.length / 2;
  return new Workspace()
    .write('exports/a.jsonl', text.slice(0, half).join(''))
    .write('exports/b.jsonl', text.slice(half).join(''));
}

describe('a build', () => {
  it('gives train, validation and test, a manifest with the hash of all, a card and a report', async () => {
    const published = await chats().build(RECIPE);

    expect(rowsOf(published, 'train')).toHaveLength(160);
    expect(rowsOf(published, 'val')).toHaveLength(20);
    expect(rowsOf(published, 'test')).toHaveLength(20);
    expect(published.id).toMatch(/^chats@[0-9a-f]{32}$/);
    expect(published.path.endsWith(published.id)).toBe(true);
    expect(published.manifest.sources).toMatchObject([{ name: 'exports', rows: 200, refused: 0 }]);
    expect(published.manifest.steps.map(({ name, rowsOut }) => [name, rowsOut])).toEqual([
      ['private-data', 200],
      ['duplicates', 200],
      ['split', 200],
    ]);
    expect(Object.keys(filesOf(published)).sort()).toEqual([
      'README.md',
      'manifest.json',
      'report.html',
      'test.jsonl',
      'train.jsonl',
      'val.jsonl',
    ]);
  });

  it('gives the same bytes of the same input, wherever it lies', async () => {
    const [one, other] = [await chats().build(RECIPE), await chats().build(RECIPE)];

    expect(other.path).not.toBe(one.path);
    expect(filesOf(other)).toEqual(filesOf(one));
  });

  it('replaces private data, drops what says the same, and tells both', async () => {
    const twin =
      '안녕하세요. 배송은 보통 사흘 안에 도착하고, 늦어지면 문자로 알려 드립니다. 더 궁금한 점이 있으면 말씀해 주세요';
    const workspace = chats()
      .write(
        'exports/c.jsonl',
        line('연락처가 뭐예요?', '010-1234-5678로 전화하거나 kim@example.org 로 메일을 주세요.'),
      )
      .write(
        'exports/d.jsonl',
        line('배송', `${twin}.`) + line('배송', `${twin}!`) + line('배송', `${twin} 감사합니다.`),
      );

    const published = await workspace.build(RECIPE);
    const [privateData, duplicates] = published.manifest.steps;

    expect(privateData).toMatchObject({ rowsIn: 204, rowsOut: 204, changed: 1 });
    expect(duplicates?.dropped).toEqual({ 'near-duplicate': 1, 'same-text': 1 });
    const all = JSON.stringify(filesOf(published));
    expect(all.includes('[PHONE_1]로 전화하거나 [EMAIL_1] 로')).toBe(true);
    expect(all.includes('1234-5678') || all.includes('kim@')).toBe(false);
  });

  it('takes from data/work what did not change, and runs again from the step that did', async () => {
    const workspace = chats();
    await workspace.build(RECIPE);
    const [same, other] = [new HereWorkers(), new HereWorkers()];

    const again = await workspace.build(RECIPE, same);
    const reseeded = await workspace.build(`${RECIPE}    seed: 7\n`, other);

    expect(again.known).toBe(true);
    expect(same.done).toEqual([]);
    expect(reseeded.id).not.toBe(again.id);
    expect(other.done.map(({ task }) => ('steps' in task ? task.collect?.step : 'read'))).toEqual(['split', 'split']);
  });

  it('reads a file again that changed', async () => {
    const workspace = chats();
    const before = await workspace.build(RECIPE);
    const path = join(workspace.root, 'exports/a.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8') + line('새 질문', '새 대답은 이렇게 길게 적어 둡니다.'));

    const after = await workspace.build(RECIPE);

    expect(after.id).not.toBe(before.id);
    expect(after.manifest.sources[0]?.rows).toBe(201);
  });

  it('gives the same bytes after it was killed anywhere', async () => {
    const whole = filesOf(await chats().build(RECIPE));

    for (let kill = 0; kill < 6; kill += 1) {
      const workspace = chats();
      await expect(workspace.build(RECIPE, new HereWorkers(kill))).rejects.toThrow('killed');

      expect(filesOf(await workspace.build(RECIPE))).toEqual(whole);
    }
  });

  it('tells what it could not read, by file, line and reason, and goes on', async () => {
    const workspace = chats().write('exports/e.jsonl', `{"messages": []}\n{"broken\n`);

    const published = await workspace.build(RECIPE);

    expect(published.manifest.sources[0]).toMatchObject({ rows: 200, refused: 2 });
    expect(filesOf(published)['report.html']).toContain('e.jsonl:2');
  });

  it('leaves out what stands in an evaluation set, and builds again when the set changes', async () => {
    const item =
      '카나리 배포를 할 때는 먼저 전체 사용자의 오 퍼센트에게만 새 버전을 보내고 오류율과 응답 시간을 살핀 뒤에 넓혀 갑니다';
    const recipe = RECIPE.replace(
      '  - use: duplicates',
      '  - use: decontaminate\n    against: [evaluation]\n  - use: duplicates',
    );
    const workspace = chats()
      .write('evaluation/ko.jsonl', line('카나리 배포란?', `${item}.`))
      .write('exports/c.jsonl', line('배포 순서를 알려 줘', `좋은 질문입니다. ${item}, 그리고 기록을 남깁니다.`));

    const published = await workspace.build(recipe);
    workspace.write(
      'evaluation/ko.jsonl',
      line('무관한 질문', '이 문장은 어느 자료에도 들어 있지 않은 평가 문항입니다. 아주 길게 적어 둡니다.'),
    );
    const after = await workspace.build(recipe);

    const step = published.manifest.steps.find(({ name }) => name === 'decontaminate');
    expect(step).toMatchObject({ rowsIn: 201, rowsOut: 200, dropped: { 'shares-text': 1 } });
    expect(JSON.stringify(step?.parameters)).not.toContain(workspace.root);
    expect(after.manifest.steps.find(({ name }) => name === 'decontaminate')?.rowsOut).toBe(201);
  });

  it('makes one step anew where it is told to, and takes the others as they are', async () => {
    const workspace = chats();
    const before = await workspace.build(RECIPE);
    const workers = new HereWorkers();

    const after = await workspace.build(RECIPE, workers, { again: 'private-data' });

    const steps = workers.done.flatMap(({ task }) => ('steps' in task ? task.steps.map(({ step }) => step) : ['read']));
    expect([...new Set(steps)]).toEqual(['private-data']);
    expect(filesOf(after)).toEqual(filesOf(before));
  });

  it('removes what a killed build left half written, and nothing of one that runs', async () => {
    const workspace = chats()
      .write('data/datasets/.999999999_gone:1_0123abcd.tmp/train.jsonl', 'half')
      .write(`data/datasets/.${process.pid}_${thisProcess().startedAt ?? 'unknown'}_0123abcd.tmp/train.jsonl`, 'half');

    await workspace.build(RECIPE);

    const left = readdirSync(join(workspace.root, 'data/datasets')).filter((name) => name.startsWith('.'));
    expect(left).toEqual([expect.stringContaining(`.${process.pid}_`)]);
  });
});
