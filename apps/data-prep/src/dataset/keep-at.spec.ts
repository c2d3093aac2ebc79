import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { line, filesOf, Workspace } from '../testing/a-build.ts';
import { keepAt, requireReplaceable } from './keep-at.ts';

const RECIPE = 'name: support\nsources: [{ name: chats, path: chats.jsonl }]\nsteps: []\n';

const placesOf = ({ root }: Workspace) => ({ root, cwd: root });

describe('a dataset kept at a place', () => {
  it('has the same bytes, and takes the place of the version before', async () => {
    const place = new Workspace().write('chats.jsonl', line('배포는?', '금요일은 피합니다.'));
    const out = join(place.root, 'data/versions/support');
    const first = await place.build(RECIPE);
    await keepAt(out, first.path);
    const second = await place.write('chats.jsonl', line('롤백은?', '먼저 합니다.')).build(RECIPE);
    await requireReplaceable(out, placesOf(place));
    await keepAt(out, second.path);

    expect(filesOf({ ...second, path: out })).toEqual(filesOf(second));
    expect(second.id).not.toBe(first.id);
    expect(readdirSync(join(out, '..'))).toEqual(['support']);
  });

  it.each([
    ['a folder of anything else', 'mine', /something else than a dataset/],
    ['a file', 'mine/notes.txt', /something else than a dataset/],
    ['a link', 'linked', /something else than a dataset/],
    ['the place of datasets themselves', 'data/datasets/support', /kept there by their ids/],
  ])('is refused where it would replace %s', async (_what, out, message) => {
    const place = new Workspace().write('mine/notes.txt', 'kept');
    symlinkSync(join(place.root, 'mine'), join(place.root, 'linked'));

    await expect(requireReplaceable(join(place.root, out), placesOf(place))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message) as string,
    });
    expect(existsSync(join(place.root, 'mine/notes.txt'))).toBe(true);
  });
});
