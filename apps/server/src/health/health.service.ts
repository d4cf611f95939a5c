import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { findActor } from '../http/access.decorator.ts';
import { isDirectLoopback } from '../http/caller-address.ts';
import { mayDo } from '../http/permissions.ts';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { HealthProbe } from '../platform/health-probe.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { METRICS, READINESS, SETTINGS, SHUTDOWN } from '../platform/tokens.ts';
import type { HealthDto, ReadinessDto } from './health.dto.ts';

/** How this process is: for orchestrators, load balancers and Prometheus. */
@Injectable()
export class HealthService {
  constructor(
    @Inject(READINESS) private readonly probe: HealthProbe,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    @Inject(SHUTDOWN) private readonly shutdown: AbortSignal,
  ) {}

  read(): HealthDto {
    return { status: 'ok', version: this.settings.version };
  }

  async checkReadiness(): Promise<ReadinessDto> {
    const checks = [...(await this.probe.check())];
    const ready = !this.shutdown.aborted && checks.every(({ ok }) => ok);
    return { status: ready ? 'ready' : 'not_ready', checks };
  }

  /** Figures about runs are not for everyone: the machine itself, or a key that may read them. */
  printMetrics(request: FastifyRequest): Promise<string> {
    if (!isDirectLoopback(request)) {
      const actor = findActor(request);
      if (actor === undefined) throw new ServerError('auth.required', 'Send an API key that has metrics.read.');
      if (!mayDo(actor, 'metrics.read')) throw new ServerError('auth.forbidden', 'This needs metrics.read.');
    }
    return this.metrics.print();
  }
}
