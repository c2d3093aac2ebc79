import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataPlaces } from '../data-places.ts';
import { settleUpload } from './settle-upload.ts';

const ID = '01a209c9-09f2-7764-a893-77a0e8b7e2e4';
const HASH = createHash('sha256').update('나루').digest('hex');

function arrived(): DataPlaces {
  const places = new DataPlaces(mkdtempSync(join(tmpdir(), 'naru settle ')));
  mkdirSync(places.uploads, { recursive: true });
  writeFileSync(join(places.uploads, ID), '나루');
  return places;
}

describe('a file that has arrived', () => {
  it('lies in a folder named by its content and its id, also when it is settled again', async () => {
    const places = arrived();

    const first = await settleUpload(ID, { places, name: 'chats.jsonl' });
    const again = await settleUpload(ID, { places, name: 'other.jsonl' });

    expect(first).toEqual({ path: join(places.sources, `${HASH.slice(0, 32)}-${ID}`, 'chats.jsonl'), sha256: HASH });
    expect(again).toEqual(first);
    expect(readFileSync(first.path, 'utf8')).toBe('나루');
    expect(readdirSync(places.uploads)).toEqual([]);
  });

  it('is settled where a kill left its folder empty', async () => {
    const places = arrived();
    mkdirSync(join(places.sources, `${HASH.slice(0, 32)}-${ID}`), { recursive: true });

    expect(await settleUpload(ID, { places, name: 'chats.jsonl' })).toMatchObject({ sha256: HASH });
  });
});
