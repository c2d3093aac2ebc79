// Owns an engine's process: started, watched, started again, given its adapters.
// Does not know what is asked of it, nor where adapters come from.
export { ENGINES, EngineSettings, type EngineKind } from './settings.ts';
export type { BaseModel, EngineState, EngineStatus, EngineSupervisor, ServedAdapter } from './supervisor.ts';
