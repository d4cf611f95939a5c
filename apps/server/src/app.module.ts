import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeysModule } from './api-keys/api-keys.module.ts';
import { AuthGuard } from './auth/auth.guard.ts';
import { AuthModule } from './auth/auth.module.ts';
import { Passwords } from './auth/passwords.ts';
import { SessionWatch } from './auth/session-watch.ts';
import { Sessions } from './auth/sessions.ts';
import { ConnectorsModule } from './connectors/connectors.module.ts';
import { DemoModule } from './demo/demo.module.ts';
import { ErrorPagesModule } from './error-pages/error-pages.module.ts';
import { HealthModule } from './health/health.module.ts';
import { LiveHooks } from './hooks/live-hooks.ts';
import type { Metrics } from './metrics/metrics.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import type { Platform } from './platform/platform.ts';
import type { DoorSettings } from './platform/settings.ts';
import {
  CLOCK,
  CONNECTOR_CATALOGUE,
  ENGINE,
  IDENTITY_STORE,
  METRICS,
  READINESS,
  RUN_FEED,
  RUN_STORE,
  SETTINGS,
  SHUTDOWN,
  WORKFLOW_STORE,
} from './platform/tokens.ts';
import { RunsModule } from './runs/runs.module.ts';
import { OwnerDoor } from './setup/owner-door.ts';
import { SetupModule } from './setup/setup.module.ts';
import { ValidationModule } from './validation/validation.module.ts';
import { VersionCache } from './workflows/version-cache.ts';
import { WorkflowsModule } from './workflows/workflows.module.ts';

export interface AppParts {
  readonly platform: Platform;
  readonly settings: DoorSettings;
  readonly metrics: Metrics;
  readonly passwords: Passwords;
  readonly ownerDoor: OwnerDoor;
  /** Aborted when the server begins to stop. */
  readonly shutdown: AbortSignal;
}

const RESOURCES = [
  SetupModule,
  AuthModule,
  ApiKeysModule,
  WorkflowsModule,
  RunsModule,
  ValidationModule,
  ConnectorsModule,
  HealthModule,
  ErrorPagesModule,
  OpenApiModule,
  DemoModule,
];

/** What several resources share, once per process. */
@Module({})
class SharedModule {}

/** The one place where ports meet their adapters. */
@Module({})
export class AppModule {
  static register(parts: AppParts): DynamicModule {
    const shared = [...portsOf(parts), VersionCache, LiveHooks, SessionWatch, Sessions];
    return {
      module: AppModule,
      imports: [{ module: SharedModule, global: true, providers: shared, exports: shared }, ...RESOURCES],
      providers: [{ provide: APP_GUARD, useClass: AuthGuard }],
    };
  }
}

function portsOf({ platform, settings, metrics, passwords, ownerDoor, shutdown }: AppParts): Provider[] {
  const values: readonly (readonly [unknown, unknown])[] = [
    [RUN_STORE, platform.stores.runs],
    [WORKFLOW_STORE, platform.stores.workflows],
    [IDENTITY_STORE, platform.stores.identity],
    [ENGINE, platform.engine],
    [RUN_FEED, platform.feed],
    [CLOCK, platform.clock],
    [CONNECTOR_CATALOGUE, platform.catalogue],
    [READINESS, platform.probe],
    [SETTINGS, settings],
    [METRICS, metrics],
    [SHUTDOWN, shutdown],
    [Passwords, passwords],
    [OwnerDoor, ownerDoor],
  ];
  return values.map(([provide, useValue]) => ({ provide: provide as symbol, useValue }));
}
