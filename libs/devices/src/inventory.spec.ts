import { inventory } from './inventory.ts';
import { fakeNvidiaSmi, NO_DRIVER, RTX_5090_AND_5060_TI } from './testing/index.ts';

describe('the inventory', () => {
  it('names the cards and the CPU', async () => {
    const found = await inventory({ nvidiaSmi: fakeNvidiaSmi({ stdout: RTX_5090_AND_5060_TI }) });

    expect(found.gpus.map((gpu) => gpu.name)).toEqual(['NVIDIA GeForce RTX 5090', 'NVIDIA GeForce RTX 5060 Ti']);
    expect(found).toMatchObject({ driver: '580.95.05', problem: null });
    expect(found.cpu.cores).toBeGreaterThan(0);
    expect(found.cpu.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(found.cpu.model).not.toBe('');
  });

  it('has no cards and says why where nvidia-smi is absent', async () => {
    const found = await inventory({ nvidiaSmi: ['/nowhere/nvidia-smi', '/nor/here'] });

    expect(found).toMatchObject({ gpus: [], driver: null });
    expect(found.problem).toMatch(/nvidia-smi is not on this machine/);
  });

  it('seeks nvidia-smi in the second place where it is not in the first', async () => {
    const found = await inventory({
      nvidiaSmi: ['/nowhere/nvidia-smi', fakeNvidiaSmi({ stdout: RTX_5090_AND_5060_TI })],
    });

    expect(found.gpus).toHaveLength(2);
  });

  it('repeats what a failing nvidia-smi says', async () => {
    const found = await inventory({ nvidiaSmi: fakeNvidiaSmi({ stdout: NO_DRIVER, exit: 9 }) });

    expect(found.gpus).toEqual([]);
    expect(found.problem).toMatch(/^nvidia-smi failed \(exit 9\): NVIDIA-SMI has failed because it couldn't/);
  });

  it('does not wait for one that hangs', async () => {
    const found = await inventory({ nvidiaSmi: fakeNvidiaSmi({ hangs: true }), timeoutMs: 300 });

    expect(found.gpus).toEqual([]);
    expect(found.problem).toBe('nvidia-smi gave no answer within 0.3 s: the driver may hang.');
  });

  it('tells of one that may not be run', async () => {
    const found = await inventory({ nvidiaSmi: '/usr' });

    expect(found.problem).toBe('/usr cannot be run: EACCES.');
  });
});
