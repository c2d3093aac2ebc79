// Owns what the NestJS apps share: how an app is made, errors as HTTP, validation, health, metrics, request log, OpenAPI.
// Does not know what any route does, nor who may call it.
export { createNestApp } from './app/create-nest-app.ts';
export { Drain } from './app/drain.ts';
export type { NestApp, NestAppOptions } from './app/nest-app.ts';
export { apiBody, openAiBody } from './errors/bodies.ts';
export { ErrorFilter, fault } from './errors/error-filter.ts';
export { httpProblem, type HttpProblem } from './errors/http-problem.ts';
export { RequestInvalid, RetryLater, type FieldProblem } from './errors/request-errors.ts';
export { EVENT_STREAM, hijacked } from './requests/event-stream.ts';
export { requirePort, type SettingsPrefix } from './process/require-port.ts';
export { stopRequests, type StopRequests } from './process/stop-requests.ts';
export { HealthChecks, type CheckResult, type HealthCheck } from './health/health-checks.ts';
export { FIRST_TOKEN_BUCKETS, Metrics, REQUEST_BUCKETS, TOKEN_TIME_BUCKETS } from './metrics/metrics.ts';
