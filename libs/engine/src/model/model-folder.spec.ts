import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BaseModel } from '../supervisor.ts';
import { asFolder } from './model-folder.ts';

const SHA256 = '97ff8a35544dcf40ad84047074439dd6'; // of "a model"

/** A base model in a file, and a Python that does `lines` with `$2`, the file, and `$3`, the folder. */
function subject(lines: string): { readonly base: BaseModel; readonly root: string; readonly python: string } {
  const root = mkdtempSync(join(tmpdir(), '나루 folder '));
  const [path, python] = [join(root, 'model.gguf'), join(root, 'python')];
  writeFileSync(path, 'a model');
  writeFileSync(python, `#!/bin/sh\n${lines}\n`);
  chmodSync(python, 0o755);
  const facts = { chatTemplateSha256: null, contextTokens: 1, weightBytes: 7, quantization: 'gguf' };
  return { base: { id: 'small', path, ...facts }, root, python };
}

const CONVERTS = `echo "$2" >> "$(dirname "$0")/asked"
mkdir -p "$3" && echo '{"max_position_embeddings": 2048}' > "$3/config.json" && echo 12345678 > "$3/model.safetensors"`;

describe('a GGUF file for vLLM', () => {
  it('is written once as a folder named by its content', async () => {
    const { base, root, python } = subject(CONVERTS);

    const [first] = await Promise.all([asFolder(base, { root, python }), asFolder(base, { root, python })]);

    const path = join(root, `models/converted/small@${SHA256}`);
    expect(first).toMatchObject({ id: 'small', path, contextTokens: 2048, weightBytes: 9, quantization: null });
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe(`${base.path}\n`);
    expect(readdirSync(join(root, 'models/converted'))).toEqual([`small@${SHA256}`]);
  });

  it('that cannot be read is refused with what was said of it', async () => {
    const { base, root, python } = subject('echo "Traceback" >&2; echo "it has no tensors" >&2; exit 1');

    await expect(asFolder(base, { root, python })).rejects.toMatchObject({
      code: 'model.unsupported',
      message: expect.stringMatching(/could not be written as a folder for vLLM: it has no tensors$/) as string,
    });
    expect(existsSync(join(root, `models/converted/small@${SHA256}`))).toBe(false);
  });
});
