// What nvidia-smi prints for NVIDIA_SMI_FIELDS with --format=csv,noheader,nounits.

/** An RTX 5090 and an RTX 5060 Ti, the smaller one busy. */
export const RTX_5090_AND_5060_TI = `0, GPU-3f1c4a6e-8d0b-4f5a-9c1d-0a2b3c4d5e6f, NVIDIA GeForce RTX 5090, 32607, 30912, 12.0, 3, 580.95.05
1, GPU-b7e2d9c1-5a64-4e38-8f20-6f7e8d9c0b1a, NVIDIA GeForce RTX 5060 Ti, 16311, 9120, 12.0, 97, 580.95.05
`;

/** One card, by a driver that does not tell all. */
export const ONE_WITHOUT_FIGURES = `0, GPU-0d9f8e7c-6b5a-4938-2716-050403020100, NVIDIA GB10, [N/A], [N/A], 12.1, [N/A], 580.95.05
`;

export const ONE_WITH_COMMAS = `0, GPU-11111111-2222-3333-4444-555555555555, NVIDIA A100-SXM4, 80GB, rev. A, 81920, 81154, 8.0, 0, 570.86.15
`;

export const NO_DEVICES = 'No devices were found\n';

export const NO_DRIVER =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n";
