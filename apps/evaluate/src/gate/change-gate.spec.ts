import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@naru/config';

import { MEASURES } from '../measures/index.ts';
import { readGate } from './read-gate.ts';

const root = workspaceRoot();
const measures = [...MEASURES.map(({ name }) => name)];
const gate = (name: string, changes: readonly string[] = []) => readGate(name, { root, cwd: '/' }, measures, changes);

describe('a gate that Naru brings', () => {
  it.each(['loss', 'answers'])('%s names measures that there are', (name) => {
    expect(readdirSync(join(root, 'apps/evaluate/gates'))).toContain(`${name}.yaml`);
    expect(gate(name).guardrails.length).toBeGreaterThan(0);
  });

  it('takes other values from the command line, checked as its own', () => {
    const changed = gate('loss', ['minimum_items=12', 'primary.worth=0.05', 'guardrails.0.margin=0.3']);

    expect(changed).toMatchObject({ minimum_items: 12, primary: { measure: 'bits-per-byte', worth: 0.05 } });
    expect(changed.guardrails[0]?.margin).toBe(0.3);
    expect(() => gate('loss', ['minimum_items=many'])).toThrow(/^--set: minimum_items must be integer/);
    expect(() => gate('loss', ['worth'])).toThrow('is no key=value');
  });
});
