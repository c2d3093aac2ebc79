// Owns what the NestJS apps share: how an app is made, errors as HTTP, validation, health, metrics, request log, OpenAPI.
// Does not know what any route does, nor who may call it.
export type { NestApp, NestAppOptions } from './app/nest-app.ts';
export type { HealthCheck } from './health/health-checks.ts';
