import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withRequiredDefaults } from './required-defaults.ts';

const HEADER = '"""Made from libs/contracts/schema by contracts:generate. Change the schema, not this file."""';

/** TypedDicts of the schemas: what job.json and events.jsonl hold, for the type checker and the reader. */
export function pythonTypes(schemaDir: string, names: readonly string[]): string {
  const merged = mergedSchema(schemaDir, names);
  const folder = mkdtempSync(join(tmpdir(), 'naru-codegen-'));
  try {
    const input = join(folder, 'contracts.json');
    const output = join(folder, 'contracts.py');
    writeFileSync(input, JSON.stringify(merged));
    const python = join(import.meta.dirname, '../../.venv/bin/python');
    const options = ['--input', input, '--output', output, '--input-file-type', 'jsonschema'];
    const style = [
      '--output-model-type',
      'typing.TypedDict',
      '--target-python-version',
      '3.11',
      '--disable-timestamp',
      '--formatters',
      'builtin',
    ];
    const shape = ['--use-union-operator', '--use-standard-collections', '--enum-field-as-literal', 'all'];
    execFileSync(python, ['-m', 'datamodel_code_generator', ...options, ...style, ...shape], { stdio: 'inherit' });
    const code = readFileSync(output, 'utf8').replace(/^#.*\n(#.*\n)*/, '');
    return formatted(python, `${HEADER}\n\n${code.trimStart()}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function formatted(python: string, code: string): string {
  const fixed = execFileSync(
    python,
    ['-m', 'ruff', 'check', '--fix', '--quiet', '--select', 'I,UP', '--line-length', '100', '-'],
    { input: code },
  );
  return execFileSync(python, ['-m', 'ruff', 'format', '--line-length', '100', '-'], {
    input: fixed,
    encoding: 'utf8',
  });
}

/** One document whose definitions are all the schemas', so that shared ones are generated once. */
function mergedSchema(schemaDir: string, names: readonly string[]): object {
  const definitions: Record<string, unknown> = {};
  for (const name of names) {
    const text = readFileSync(join(schemaDir, `${name}.schema.json`), 'utf8');
    const schema = JSON.parse(
      text.replace(
        /"https:\/\/naru\.dev\/schema\/([a-z-]+)\.schema\.json"(?!,\s*"title")/g,
        (_, other: string) => `"#/$defs/${titleOf(schemaDir, other)}"`,
      ),
    ) as { title: string; $defs?: object; $id?: string; $schema?: string };
    const { $defs = {}, $id: _id, $schema: _schema, ...rest } = withRequiredDefaults(schema) as typeof schema;
    Object.assign(definitions, $defs, { [schema.title]: rest });
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Contracts',
    type: 'object',
    $defs: definitions,
  };
}

function titleOf(schemaDir: string, name: string): string {
  return (JSON.parse(readFileSync(join(schemaDir, `${name}.schema.json`), 'utf8')) as { title: string }).title;
}
