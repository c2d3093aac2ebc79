// A model and a server that follow a script, for the tests of whoever asks. Not for production code.
export { promptOf, ScriptedModel, type Script } from './scripted-model.ts';
export { ScriptedServer, type AskedOverHttp } from './scripted-server.ts';
