// Owns what a registered model of an adapter is called and how its versions are written. Stands by itself, so that
// training needs no database for it.
export { registeredModelName } from './model-name.ts';
export { registerAdapter, type AdapterToRegister } from './register-adapter.ts';
export type { AdapterFiles, RegisteredVersion } from './registered-version.ts';
