import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { checkDatasetManifest, type Forgotten } from '@naru/contracts';
import { fileSha256 } from '@naru/files';

import { filesOf, line, Workspace } from '../testing/a-build.ts';
import { messageId, rated, writeExport } from '../testing/a-feedback-export.ts';

const RECIPE = `
name: support
sources:
  - { name: chats, path: exports }
  - { name: old, path: old.jsonl }
steps: []
`;

function forget(workspace: Workspace, ...lines: Record<string, unknown>[]): void {
  const whole = lines.map(
    (each) => ({ v: 1, at: '2026-11-23T09:00:00.000Z', why: '계약이 끝남', ...each }) as Forgotten,
  );
  workspace.write('data/forgotten.jsonl', whole.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

function told() {
  const said: string[] = [];
  const meter = { add: () => undefined, at: () => undefined, end: () => undefined };
  return { said, progress: { say: (text: string) => void said.push(text), begin: () => meter } };
}

describe('what somebody wants forgotten', () => {
  it('is in no dataset that is built again, though the recipe still names it; the report says so', async () => {
    const workspace = new Workspace()
      .write('exports/가.jsonl', line('남는 질문', '남는 답'))
      .write('exports/나.jsonl', line('잊힐 질문', '잊힐 답'))
      .write('old.jsonl', line('지난 질문', '지난 답'));
    const before = await workspace.build(RECIPE);
    const sha256 = await fileSha256(join(workspace.root, 'exports/나.jsonl'));
    const old = await fileSha256(join(workspace.root, 'old.jsonl'));
    forget(workspace, { kind: 'file', sha256, path: null }, { kind: 'file', sha256: old, path: 'old.jsonl' });
    rmSync(join(workspace.root, 'old.jsonl'));
    const { said, progress } = told();

    const after = await workspace.build(RECIPE, undefined, { progress });

    expect(before.manifest.splits.train[0]?.rows).toBe(3);
    expect(Object.values(filesOf(after)).join('')).not.toMatch(/잊힐|지난/);
    expect(said).toEqual(
      expect.arrayContaining([
        'chats: 나.jsonl is forgotten, and left out',
        'old: old.jsonl is forgotten, and left out',
      ]),
    );
    expect(after.manifest.sources).toMatchObject([
      { rows: 1, forgotten: 1 },
      { rows: 0, forgotten: 1, files: [] },
    ]);
    expect(checkDatasetManifest(after.manifest)).toMatchObject({ ok: true });
    expect(filesOf(after)['report.html']).toContain('chats: 1 file is forgotten');
  });

  it('takes an answer out of every export of feedback, however old', async () => {
    const workspace = new Workspace();
    writeExport(workspace, [
      rated(1, '남는 질문', '남는 답', {
        others: [{ messageId: messageId(2), answer: '잊힐 답', status: 'complete', rating: 'down' }],
      }),
      rated(2, '남는 질문', '잊힐 답', { rating: 'down' }),
      rated(3, '잊힐 질문', '잊힐 말'),
    ]);
    forget(workspace, { kind: 'message', messageId: messageId(2) }, { kind: 'message', messageId: messageId(3) });

    const built = await workspace.build('name: liked\nsources:\n  - { name: rated, feedback: latest }\nsteps: []\n');

    expect(Object.values(filesOf(built)).join('')).not.toContain('잊힐');
    expect(built.manifest.sources[0]).toMatchObject({ rows: 1, feedback: { withdrawn: 2 } });
  });

  it('stops a build where the list cannot be read', async () => {
    const workspace = new Workspace().write('exports/a.jsonl', line('?', '!')).write('old.jsonl', line('?', '!'));
    workspace.write('data/forgotten.jsonl', '{"v": 1, "kind": "file"\n');

    await expect(workspace.build(RECIPE)).rejects.toThrow(/forgotten\.jsonl:1: is not JSON/);
  });
});
