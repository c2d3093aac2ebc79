import { aContext, aGpu, anInventory } from '../testing/a-context.ts';
import { gpu, gpuLines } from './gpu.ts';

const LARGE = aGpu(0, 'NVIDIA GeForce RTX 5090', 31.8);
const SMALL = aGpu(1, 'NVIDIA GeForce RTX 5060 Ti', 15.9);

describe('train:gpu', () => {
  it('says why there is no GPU, and what trains on the CPU', async () => {
    const context = aContext();

    expect(await gpu(context)).toBe(0);
    expect(context.terminal.written).toBe(`No GPU: nvidia-smi is not on this machine.
CPU: EPYC, 2 cores, 16.0 GiB

What would train where, one run to a device:
  smollm2-135m lora          5 GiB  CPU
  smollm2-135m qlora         6 GiB  CPU
  llama3-8b-instruct lora   22 GiB  nowhere here: it takes a GPU of 22 GiB or more
  llama3-8b-instruct qlora  12 GiB  nowhere here: it takes a GPU of 12 GiB or more
`);
  });

  it('shows one card, busy or silent about its memory', () => {
    const busy = gpuLines(anInventory({ ...LARGE, memoryFreeBytes: 2 * 1024 ** 3 })).join('\n');
    const silent = gpuLines(
      anInventory({ ...LARGE, memoryTotalBytes: 0, utilizationPercent: null, computeCapability: null }),
    ).join('\n');

    expect(busy).toContain('llama3-8b-instruct lora   22 GiB  GPU 0 (only 2.0 GiB free now)');
    expect(silent).toMatch(/0 {4}NVIDIA GeForce RTX 5090 {7}- {5}- {7}- {8}- {2}GPU-00000000/);
    expect(silent).toContain('GPU 0?');
  });

  it('shows two unequal cards and the command for both', () => {
    const lines = gpuLines(anInventory(SMALL, LARGE)).join('\n');

    expect(lines).toContain('llama3-8b-instruct lora   22 GiB  GPU 0');
    expect(lines).toContain('llama3-8b-instruct qlora  12 GiB  GPU 1, GPU 0');
    expect(lines).toContain(
      'npx nx run train:lora --devices=0,1 --config=llama3-8b-instruct:lora,llama3-8b-instruct:qlora',
    );
  });
});
