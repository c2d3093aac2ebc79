// Owns how a configuration is found, read, overridden and resolved for one method.
// Does not know what any value does to a run: that is the PyTorch job's.
export { findConfiguration, shippedConfigurations } from './find-configuration.ts';
export { parseConfigurationItem, type ConfigurationItem, type Method } from './configuration-item.ts';
export { parseOverride } from './overrides.ts';
export { resolveConfiguration, type ConfigurationRequest } from './resolve-configuration.ts';
