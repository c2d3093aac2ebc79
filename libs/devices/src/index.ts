// Owns which GPUs and CPU this machine has, and what --devices means here.
// Does not know what will run on them or how much memory it takes.
export { inventory, type Cpu, type Inventory, type InventoryOptions } from './inventory.ts';
export { NVIDIA_SMI_FIELDS, parseNvidiaSmi, type Gpu, type NvidiaSmiReport } from './parse-nvidia-smi.ts';
export { describePlacement, parseDevices, type Placement } from './placements.ts';
export { roomiest } from './roomiest.ts';
