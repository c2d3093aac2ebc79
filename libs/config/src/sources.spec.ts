import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment } from './child-environment.ts';
import { readSources } from './sources.ts';

function workspace(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'naru-config-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

describe('.env', () => {
  it('is read, with a byte-order mark, quotes and Korean', () => {
    const root = workspace({ '.env': '\uFEFFLOG_DIR="./기록 폴더"\n', '.env.example': '# LOG_DIR=./logs\n' });

    expect(readSources(root, {}).dotenv).toEqual({ LOG_DIR: './기록 폴더' });
  });

  it('is refused when it holds a name that nobody reads, with the nearest one that somebody does', () => {
    const root = workspace({ '.env': 'LOG_LEVLE=DEBUG\n', '.env.example': '# LOG_LEVEL=INFO\n' });

    expect(() => readSources(root, {})).toThrow(
      /LOG_LEVLE is not a variable that Naru knows; did you mean LOG_LEVEL\?/,
    );
  });

  it('may hold the settings of a proxy and a mirror', () => {
    const root = workspace({
      '.env': 'HTTPS_PROXY=http://proxy:3128\nPIP_CERT=/ca.pem\n',
      '.env.example': '# LOG_LEVEL=INFO\n',
    });

    expect(Object.keys(readSources(root, {}).dotenv)).toEqual(['HTTPS_PROXY', 'PIP_CERT']);
  });
});

describe('the environment of a subprocess', () => {
  it('has no secret of ours, and what is set for it', () => {
    const base = {
      PATH: '/bin',
      HUGGINGFACE_TOKEN: 'hf_x',
      API_KEY: 'k',
      PIP_INDEX_URL: 'http://me:pw@mirror',
      LANG: 'ko_KR.UTF-8',
    };

    expect(childEnvironment({ CUDA_VISIBLE_DEVICES: 'GPU-1', LANG: undefined }, base)).toEqual({
      PATH: '/bin',
      CUDA_VISIBLE_DEVICES: 'GPU-1',
    });
  });
});
