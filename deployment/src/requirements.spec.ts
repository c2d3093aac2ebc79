import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pinsIn = (file: string): string[] => read(file).match(/^[\w.-]+==[^\s;\\]+/gm) ?? [];

describe.each(['engine', 'mlflow'])('the requirements of the %s image', (image) => {
  const file = `deployment/${image}/requirements.txt`;

  it('are what naru.txt names too, so that one version of everything is tested', () => {
    const tested = new Set(pinsIn('requirements/naru.txt'));

    expect(pinsIn(file).filter((pin) => !tested.has(pin))).toEqual([]);
    expect(pinsIn(file)).toEqual(expect.arrayContaining(pinsIn(`deployment/${image}/requirements.in`)));
  });

  it('have a hash each, and no address', () => {
    const blocks = read(file).split(/^(?=[\w.-]+==)/m);

    expect(blocks.filter((block) => !block.includes('--hash=sha256:'))).toEqual([]);
    expect(read(file)).not.toMatch(/https?:|index-url/);
  });
});
