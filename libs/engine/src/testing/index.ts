// Owns an engine command for tests: a process that speaks llama.cpp's or vLLM's API by a script and dies on command; and
// adapters of random weights for the real one.
export { writeRandomAdapters } from './random-adapters.ts';
export { FAKE_ENGINE_PROGRAM, scriptedEngine, type EngineScript, type ScriptedEngine } from './scripted-engine.ts';
