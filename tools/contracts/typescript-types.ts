import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { format } from 'prettier';

import { withRequiredDefaults } from './required-defaults.ts';

const BANNER =
  '// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.';
const PREFIX = 'https://naru.dev/schema/';

/** TypeScript types of one schema; references to sibling schemas become relative files while it compiles. */
export async function typescriptTypes(schemaDir: string, name: string): Promise<string> {
  const text = readFileSync(join(schemaDir, `${name}.schema.json`), 'utf8');
  const schema = JSON.parse(
    text.replaceAll(`"$ref": "${PREFIX}`, '"$ref": "./').replace(/"\$id": "[^"]*",?/, ''),
  ) as JSONSchema;
  const code = await compile(withRequiredDefaults(schema) as JSONSchema, schema.title ?? name, {
    cwd: schemaDir,
    bannerComment: BANNER,
    additionalProperties: false,
    strictIndexSignatures: true,
    $refOptions: { resolve: { file: { order: 1, canRead: true, read: readResolved } } },
    format: false,
  });
  return await format(code, { parser: 'typescript', singleQuote: true, printWidth: 120, trailingComma: 'all' });

  function readResolved(file: { url: string }): object {
    const at = join(schemaDir, file.url.split('/').at(-1) ?? '');
    const parsed = JSON.parse(readFileSync(at, 'utf8')) as Record<string, unknown>;
    delete parsed['$id'];
    return withRequiredDefaults(parsed) as object;
  }
}

/** error-codes.json as a constant, so that codes are a closed type. */
export function errorCodesModule(schemaDir: string): string {
  const codes = JSON.parse(readFileSync(join(schemaDir, 'error-codes.json'), 'utf8')) as Record<
    string,
    { exit: number; status?: number; means: string }
  >;
  const lines = Object.entries(codes).map(
    ([code, { exit, status = defaultStatus(exit), means }]) =>
      `  '${code}': { exit: ${exit}, status: ${status}, means: ${JSON.stringify(means)} },`,
  );
  return `${BANNER}\nexport const errorCodes = {\n${lines.join('\n')}\n} as const;\n`;
}

// A code without a status of its own: what a person can mend is 400, the rest 500.
const defaultStatus = (exit: number): number => (exit === 2 ? 400 : 500);
