// Owns a hub for tests: it speaks the hub's protocol on this machine and misbehaves on command.
export { FakeHub, type FakeAccount, type FakeContent, type FakeRequest } from './fake-hub.ts';
export type { FakeCommit, FakeFile, FakeRepository } from './fake-repository.ts';
export { adapterFiles, baseModelFiles, weights } from './model-files.ts';
export type { Misbehaviour, MisbehaviourRule } from './misbehaviour.ts';
