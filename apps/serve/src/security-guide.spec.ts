import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@naru/config';

describe('the security guide', () => {
  it('names tests that there are', () => {
    const guide = readFileSync(join(workspaceRoot(), 'docs/guides/security.md'), 'utf8');
    const rows = guide
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

    const missing = rows.filter(([, , file = '', test = '']) => {
      const source = readFileSync(join(import.meta.dirname, file), 'utf8');
      return test === '' || !source.includes(test);
    });

    expect(rows.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });
});
