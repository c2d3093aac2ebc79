// Owns an engine for tests: it speaks llama.cpp's and vLLM's API on this machine and misbehaves on command; and the
// contract that every chat client is held to.
export { chatClientContract, type ContractSubject } from './chat-client-contract.ts';
export { FakeEngine } from './fake-engine.ts';
export { FakeEngineServer, type FakeEngineOptions, type FakeEngineRequest } from './fake-engine-server.ts';
export type { Fault, FaultRule } from './faults.ts';
export { readAnswer, type ReadAnswer } from './read-answer.ts';
export { vllmWireContract, type WireSubject } from './vllm-wire-contract.ts';
