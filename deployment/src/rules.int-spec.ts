import { globSync } from 'node:fs';
import { join } from 'node:path';

import { describeWith, findProgram, run } from './system-program.ts';

const folder = join(import.meta.dirname, '../prometheus');
const promtool = findProgram([['promtool']]);

describeWith(promtool, "Prometheus' files", "promtool (Debian's package prometheus) is not here", () => {
  it('are accepted by promtool', () => {
    const { status, output } = run('promtool', ['check', 'config', '--lint-fatal', join(folder, 'prometheus.yml')]);

    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS: 13 rules found')]);
  });

  it.each(globSync('tests/*.test.yml', { cwd: folder }))('pass %s', (file) => {
    const { status, output } = run('promtool', ['test', 'rules', join(folder, file)]);

    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
