import type { TrainJob } from '@naru/contracts';

/** A run in few words: `llama3-8b-instruct qlora on RTX 5060 Ti`. */
export function labelOf({ config, device }: TrainJob): string {
  return `${config.name} ${config.method} on ${deviceLabel(device)}`;
}

function deviceLabel({ kind, names, worldSize }: TrainJob['device']): string {
  if (kind === 'cpu') return worldSize === 1 ? 'CPU' : `CPU ×${worldSize}`;
  return names.map((name) => name.replace(/^NVIDIA (GeForce )?/, '')).join(' + ');
}
