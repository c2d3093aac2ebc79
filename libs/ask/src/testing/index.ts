// A model that follows a script, for the tests of whoever asks. Not for production code.
export { promptOf, ScriptedModel, type Script } from './scripted-model.ts';
