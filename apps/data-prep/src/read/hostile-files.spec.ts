import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { folderWith, readAll, readContent, rowText, type ReadAll } from './testing/samples.ts';

const MB = 1024 * 1024;
const row = `${rowText()}\n`;

describe('what is larger than it should be', () => {
  const limits = { maxRowBytes: 4 * MB };
  const long = (size: number): string => rowText({}, 'q', 'a'.repeat(size));

  it.each([
    ['JSON lines', `${row}${long(9 * MB)}\n${row}`],
    ['a JSON array', `[\n${row},${long(9 * MB)}\n,${row}]`],
    ['CSV without a quote', `prompt,completion\na,b\nc,${'d'.repeat(9 * MB)}\ne,f\n`],
  ])('is refused, and what follows is read: a row of %s', async (_, content) => {
    const { rows, refused } = await readContent(content, {}, { limits });

    expect(rows).toHaveLength(2);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatch(/^the row has (more than )?[\d,]+ bytes; at most 4 MB are read$/);
  });

  it('is refused as one line when a quote opens it and none closes it', async () => {
    const { rows, refused } = await readContent(
      `prompt,completion\n"a,b\n${`c,${'d'.repeat(997)}\n`.repeat(6000)}`,
      {},
      { limits },
    );

    expect(refused.map(({ line }) => line)).toEqual([2]);
    expect(rows).toHaveLength(6000);
  });

  it('is never held: one line of 1 GB', async () => {
    const folder = await folderWith({});
    const path = join(folder, 'long.jsonl');
    const file = await open(path, 'w');
    const before = row.repeat(400);
    await file.write(before);
    await file.write(`\n${row}`, before.length * 2 + 1024 * MB); // what lies between is a hole, which reads as zeros
    await file.close();
    const rssBefore = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - rssBefore)), 20);
    const { rows, refused } = await readAll({ path });
    clearInterval(watch);

    expect(rows.slice(-2).map(({ at }) => at)).toEqual(['long.jsonl:400', 'long.jsonl:402']);
    expect(refused.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^the row has 1,07\d,\d{3},\d{3} bytes; at most 16 MB/),
    ]);
    expect(most).toBeLessThan(400 * MB);
  }, 180_000);

  it.each([
    ['gzip', gzipSync(Buffer.concat([Buffer.from(row), Buffer.alloc(200 * MB, 0x20)]))],
    ['zstd', zstdCompressSync(Buffer.concat([Buffer.from(row), Buffer.alloc(200 * MB, 0x20)]))],
  ])('is given up as no text: a bomb of %s', async (_, bomb) => {
    const { rows, refused } = await readContent(bomb);

    expect(rows).toHaveLength(1);
    expect(refused).toEqual([
      expect.objectContaining({ lost: true, reason: 'unpacks to more than 300 times its size, as no text does' }),
    ]);
  });

  it('is given up at the limit for one file', async () => {
    const packed = gzipSync(row.repeat(20_000), { level: 0 });
    const { rows, refused } = await readContent(packed, {}, { limits: { maxUnpackedBytes: 2 * MB } });

    expect(rows.length).toBeGreaterThan(5000);
    expect(refused[0]?.reason).toBe(`unpacks to more than ${2 * MB} bytes, the limit for one file`);
  });

  it('is refused as a folder with too many files', async () => {
    const folder = await folderWith({ 'a.jsonl': row, 'b.jsonl': row, 'c.jsonl': row });

    await expect(readAll({ path: folder }, { limits: { maxFiles: 2 } })).rejects.toMatchObject({
      code: 'data.invalid',
    });
  });
});

describe('what is no ordinary file', () => {
  const reasons = ({ refused }: ReadAll): string[][] => refused.map(({ file, reason }) => [file, reason]);

  it('is refused and never waited for: pipes, sockets, devices', async () => {
    const folder = await folderWith({ 'z.jsonl': row });
    execFileSync('mkfifo', [join(folder, 'pipe.jsonl')]);
    const server = createServer().listen(join(folder, 'socket.jsonl'));
    await new Promise((done) => server.once('listening', done));
    const all = await readAll({ path: folder });
    server.close();

    expect(reasons(all)).toEqual([
      ['pipe.jsonl', 'is a named pipe, not a data file'],
      ['socket.jsonl', 'is a socket, not a data file'],
    ]);
    expect(all.rows).toHaveLength(1);
    expect(reasons(await readAll({ path: '/dev/zero' }))).toEqual([['zero', 'is a device, not a data file']]);
  });

  it('is refused where it is a link in a folder, wherever it leads', async () => {
    const outside = await folderWith({ 'secret.jsonl': row });
    const folder = await folderWith({ 'a.jsonl': row });
    await symlink(join(outside, 'secret.jsonl'), join(folder, 'b.jsonl'));
    await symlink(outside, join(folder, 'c'));
    await symlink('a.jsonl', join(folder, 'd.jsonl'));
    await symlink('nowhere', join(folder, 'e.jsonl'));
    await symlink('..', join(folder, 'f'));
    await symlink('g', join(folder, 'g'));
    const all = await readAll({ path: folder });

    expect(all.rows.map(({ at }) => at)).toEqual(['a.jsonl:1']);
    expect(all.refused.map(({ file }) => file)).toEqual(['b.jsonl', 'c', 'd.jsonl', 'e.jsonl', 'f', 'g']);
    expect(all.refused[0]?.reason).toMatch(/link out of the folder, which is not followed/);
    expect(all.refused[3]?.reason).toBe('is a link that leads nowhere');
  });

  it('is followed where the recipe itself names a link', async () => {
    const outside = await folderWith({ 'a.jsonl': row });
    const folder = await folderWith({});
    await symlink(outside, join(folder, 'link'));

    expect((await readAll({ path: join(folder, 'link') })).rows).toHaveLength(1);
  });

  it('is refused where this user may not read it', async () => {
    const folder = await folderWith({ 'a.jsonl': row, 'b/c.jsonl': row });
    await chmod(join(folder, 'a.jsonl'), 0);
    await chmod(join(folder, 'b'), 0);
    const isRoot = process.getuid?.() === 0;
    const all = await readAll({ path: folder });
    await chmod(join(folder, 'b'), 0o700);

    // root reads everything
    expect(all.refused.map(({ reason }) => reason)).toEqual(
      isRoot ? [] : Array(2).fill('cannot be read: this user may not read it'),
    );
  });

  it('is refused where its name is not UTF-8', async () => {
    const folder = await folderWith({});
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xb0, 0xa1]), Buffer.from('.jsonl')]), row);
    const all = await readAll({ path: folder });

    expect(all.refused.map(({ reason }) => reason)).toEqual([
      'cannot be read: it is not there any more, or its name is not UTF-8',
    ]);
  });

  it('is left in peace: nothing is written where sources lie', async () => {
    const folder = await folderWith({ 'a.jsonl': row, '..b.jsonl': row });
    await mkdir(join(folder, 'x'));
    await readAll({ path: folder });

    expect((await readdir(folder)).sort()).toEqual(['..b.jsonl', 'a.jsonl', 'x']);
  });
});
