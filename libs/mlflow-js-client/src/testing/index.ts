// A fake MLflow server for tests: keeps the limits, and misbehaves on command. Imported by specs only.
export { startFakeMlflow } from './fake-mlflow.ts';
export type { FakeMlflow, FakeMlflowOptions, RecordedRequest } from './fake-mlflow.ts';
export type { Misbehaviour, MisbehaviourRule } from './misbehaviour.ts';
export type { FakeExperiment, FakeModel, FakeRun, FakeState, FakeVersion } from './state.ts';
