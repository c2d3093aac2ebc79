/** Whose software answers, as reports and the registry name it; openai: an API of that form, and no more is known. */
export type EngineSoftware = 'llama.cpp' | 'vllm' | 'openai';

const SOFTWARE: Readonly<Record<string, EngineSoftware>> = { llamacpp: 'llama.cpp', vllm: 'vllm' };

/** @param name of the engine, as its status has it: an engine that others run says what it is once it was found */
export function engineSoftware(name: string): EngineSoftware {
  return SOFTWARE[name] ?? 'openai';
}
