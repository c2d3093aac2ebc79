import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readGate } from './read-gate.ts';

const MEASURES = ['chrf', 'bits-per-byte', 'over-refusal'];

function gate(text: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'naru-gate-'));
  writeFileSync(join(cwd, 'gate.yaml'), text);
  return readGate('gate.yaml', { root: cwd, cwd }, MEASURES);
}

describe('a gate', () => {
  it('has the default level, items and seed where it names none', () => {
    expect(gate('name: mine\nprimary: {measure: chrf}\n')).toMatchObject({
      primary: { measure: 'chrf', worth: 0 },
      guardrails: [],
      minimum_items: 100,
      level: 0.95,
      seed: 1,
    });
  });

  it.each([
    [
      'a measure is unknown',
      'name: a\nprimary: {measure: chrff}\n',
      /gate\.yaml:2: primary\.measure names chrff, which is no measure; did you mean chrf\?/,
    ],
    [
      'a measure stands twice',
      'name: a\nprimary: {measure: chrf}\nguardrails:\n  - {measure: chrf, margin: 0.1}\n',
      /gate\.yaml:4: .*stands here twice/,
    ],
    [
      'a margin is missing',
      'name: a\nprimary: {measure: chrf}\nguardrails:\n  - measure: over-refusal\n',
      /gate\.yaml:4: guardrails\.0.*margin/,
    ],
    ['a key is unknown', 'name: a\nprimary: {measure: chrf}\nguardrail: []\n', /did you mean "guardrails"/],
  ])('is refused with its place when %s', (_, text, message) => {
    expect(() => gate(text)).toThrow(message);
  });

  it('is refused when it is not there', () => {
    expect(() => readGate('nowhere', { root: '/nowhere', cwd: '/nowhere' }, MEASURES)).toThrow(
      'There is no gate nowhere.',
    );
  });
});
