// Owns how settings are read: process environment and .env, typed, validated, secrets hidden; YAML files, with the line
// of each key; and what subprocesses get to see of it.
// Does not know which settings there are: each concern's class stands with its owner.
export { childEnvironment, partEnvironment } from './child-environment.ts';
export { envExample, type EnvironmentSection } from './env-example.ts';
export { loadEnvironment } from './load-environment.ts';
export { readYaml, type YamlFile } from './read-yaml.ts';
export { redactSecrets, Secret } from './secret.ts';
export { readSources, type Sources } from './sources.ts';
export { Variable, variablesOf, type DeclaredVariable, type VariableOptions } from './variable.ts';
export { pythonEnvironment, workspacePython } from './workspace-python.ts';
export { workspaceRoot } from './workspace-root.ts';
