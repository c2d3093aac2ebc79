// Owns recorded output of nvidia-smi and a program that prints it. For specs only.
export { fakeNvidiaSmi, type FakeNvidiaSmi } from './fake-nvidia-smi.ts';
export { NO_DEVICES, NO_DRIVER, ONE_WITH_COMMAS, ONE_WITHOUT_FIGURES, RTX_5090_AND_5060_TI } from './recorded.ts';
