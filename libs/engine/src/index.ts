// Owns an engine's process: started, watched, started again, given its adapters.
// Does not know what is asked of it, nor how adapters are made.
export { keepAdapters, type KeepAdaptersOptions } from './adapters/keep-adapters.ts';
export { isRefusal, RefusedAdapters } from './adapters/refused-adapters.ts';
export { createEngine, type CreateEngineOptions } from './create-engine.ts';
export { xllamacppVersion } from './kinds/llamacpp.ts';
export { engineRelay, listenOn } from './relay/engine-relay.ts';
export { runEngine, type RunEngineOptions } from './run-engine.ts';
export { ENGINES, EngineSettings, type EngineKind } from './settings.ts';
export { engineSoftware, type EngineSoftware } from './software.ts';
export type { SupervisionTimes } from './supervise/options.ts';
export type { BaseModel, EngineState, EngineStatus, EngineSupervisor, ServedAdapter } from './supervisor.ts';
