import { Module, type DynamicModule } from '@nestjs/common';

import { HealthChecks } from '../health/health-checks.ts';
import { HealthController } from '../health/health.controller.ts';
import { MetricsController } from '../metrics/metrics.controller.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Drain } from './drain.ts';

export interface Shared {
  readonly metrics: Metrics;
  readonly checks: HealthChecks;
  readonly drain: Drain;
}

/** /healthz, /readyz and /metrics, and what every module may inject: `HealthChecks`, `Metrics`, `Drain`. */
@Module({})
export class SharedModule {
  static of({ metrics, checks, drain }: Shared, app: NonNullable<DynamicModule['imports']>[number]): DynamicModule {
    const providers = [
      { provide: Metrics, useValue: metrics },
      { provide: HealthChecks, useValue: checks },
      { provide: Drain, useValue: drain },
    ];
    return {
      module: SharedModule,
      global: true,
      imports: [app],
      controllers: [HealthController, MetricsController],
      providers,
      exports: providers,
    };
  }
}
