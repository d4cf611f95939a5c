import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ALERT_STORE, ALERT_WATCH } from './alerts/alert-tokens.ts';
import { AlertsModule } from './alerts/alerts.module.ts';
import { AlertSender } from './alerts/channels/alert-sender.ts';
import { ApiKeysModule } from './api-keys/api-keys.module.ts';
import { AuthGuard } from './auth/auth.guard.ts';
import { AuthModule } from './auth/auth.module.ts';
import { Passwords } from './auth/passwords.ts';
import { SessionWatch } from './auth/session-watch.ts';
import { Sessions } from './auth/sessions.ts';
import { BOARD_STORE } from './boards/board-tokens.ts';
import { BoardsModule } from './boards/boards.module.ts';
import { BULK_ACTS, BULK_KEEPER, BULK_STORE } from './bulk/bulk-tokens.ts';
import { BulkModule } from './bulk/bulk.module.ts';
import { CAPTURE_STORE } from './captures/capture-tokens.ts';
import { CapturesModule } from './captures/captures.module.ts';
import {
  CONNECTION_STORE,
  CONNECTION_USERS,
  CONNECTOR_READS,
  OAUTH_STATE_STORE,
} from './connections/connection-tokens.ts';
import { ConnectionChanges } from './connections/connection-changes.ts';
import { ConnectionTest } from './connections/connection-test.ts';
import { ConnectionNames } from './connections/connection-names.ts';
import { ConnectionSecrets } from './connections/connection-secrets.ts';
import { ConnectionsModule } from './connections/connections.module.ts';
import { MendedConnections } from './connections/mended-connections.ts';
import { TokenKeeper } from './connections/token-keeper.ts';
import { STEP_SCHEMA_STORE } from './step-schemas/step-schema-tokens.ts';
import { StepSchemas } from './step-schemas/step-schemas.service.ts';
import { ConnectorCallsModule } from './connector-calls/connector-calls.module.ts';
import { ConnectorMigrationsModule } from './connector-migrations/connector-migrations.module.ts';
import { ConnectorPublisher } from './connector-versions/connector-publisher.ts';
import {
  CONNECTOR_CALLS,
  CONNECTOR_MIGRATIONS,
  CONNECTOR_REGISTRY,
  CONNECTOR_SAMPLES,
  CONNECTOR_USERS,
  PUBLISHER_KEYS,
} from './connector-versions/connector-registry-tokens.ts';
import { ConnectorVersionsModule } from './connector-versions/connector-versions.module.ts';
import { PackageIntake } from './connector-versions/package-intake.ts';
import { ConnectorCatalogue } from './connectors/connector-catalogue.ts';
import { ConnectorsModule } from './connectors/connectors.module.ts';
import { RegistryDirectory } from './connectors/registry-directory.ts';
import { DEAD_LETTER_STORE, REDRIVES } from './dead-letters/dead-letter-tokens.ts';
import { DeadLettersModule } from './dead-letters/dead-letters.module.ts';
import { DemoModule } from './demo/demo.module.ts';
import { DRAFT_TEST_STORE } from './draft-tests/draft-test-tokens.ts';
import { DraftTestsModule } from './draft-tests/draft-tests.module.ts';
import { ErrorPagesModule } from './error-pages/error-pages.module.ts';
import { ErrorGroupsModule } from './error-groups/error-groups.module.ts';
import { FiguresModule } from './figures/figures.module.ts';
import { METRIC_RECORDS, METRIC_STORE } from './figures/figures-tokens.ts';
import { HeldStepsModule } from './held-steps/held-steps.module.ts';
import { HealthModule } from './health/health.module.ts';
import { CallLimitGuard } from './http/call-limit.guard.ts';
import { LiveHooks } from './hooks/live-hooks.ts';
import { QueueLimit } from './hooks/queue-limit.ts';
import { LogRing } from './logs/log-ring.ts';
import { LogsModule } from './logs/logs.module.ts';
import type { Metrics } from './metrics/metrics.ts';
import { OAuthClients } from './oauth/oauth-clients.ts';
import { OAuthModule } from './oauth/oauth.module.ts';
import { OAuthProvider } from './oauth/oauth-provider.ts';
import { OpenApiConnectorsModule } from './openapi-connectors/openapi-connectors.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { PIECES_FOLDER } from './pieces/piece-tokens.ts';
import { PiecesModule } from './pieces/pieces.module.ts';
import { DispatchGate } from './platform/dispatch-gate.ts';
import type { Platform } from './platform/platform.ts';
import type { DoorSettings } from './platform/settings.ts';
import {
  AWAITED_TASK_STORE,
  CLOCK,
  ENGINE,
  ERROR_GROUP_STORE,
  EVALUATOR,
  HELD_STEP_STORE,
  IDENTITY_STORE,
  INSTANCE_STORE,
  LIVE_ROLLOUTS,
  METRICS,
  PAUSED_QUEUES,
  QUEUE_STORE,
  READINESS,
  ROLLOUT_STORE,
  RUN_FEED,
  RUN_SEARCH,
  RUN_STORE,
  RUN_VIEW_STORE,
  SETTINGS,
  SHUTDOWN,
  VERSION_HISTORY,
  WORKFLOW_STORE,
  WORKSPACE_STORE,
} from './platform/tokens.ts';
import { LiveChanges } from './rollouts/live-changes.ts';
import { RolloutsModule } from './rollouts/rollouts.module.ts';
import { LiveStreams } from './runs/live-streams.ts';
import { RunsModule } from './runs/runs.module.ts';
import { PromotionsModule } from './promotions/promotions.module.ts';
import { PublisherKeysModule } from './publisher-keys/publisher-keys.module.ts';
import { QueuesModule } from './queues/queues.module.ts';
import { SAMPLE_STORE } from './samples/sample-tokens.ts';
import { SamplesModule } from './samples/samples.module.ts';
import { SCHEDULE_STORE } from './schedules/schedule-tokens.ts';
import { SchedulesModule } from './schedules/schedules.module.ts';
import { OwnerDoor } from './setup/owner-door.ts';
import { SetupModule } from './setup/setup.module.ts';
import { StorageKeeper } from './storage/storage-keeper.ts';
import { STORAGE_STORE } from './storage/storage-tokens.ts';
import { StorageModule } from './storage/storage.module.ts';
import { SystemModule } from './system/system.module.ts';
import { TasksModule } from './tasks/tasks.module.ts';
import { TokensModule } from './tokens/tokens.module.ts';
import { TRIGGER_KEEPER, TRIGGER_STORE } from './triggers/trigger-tokens.ts';
import { TriggersModule } from './triggers/triggers.module.ts';
import { ValidationModule } from './validation/validation.module.ts';
import { WORKFLOW_MARKS } from './workflow-events/workflow-events-tokens.ts';
import { WorkflowWatch } from './workflow-events/workflow-watch.ts';
import { WorkflowEventsModule } from './workflow-events/workflow-events.module.ts';
import { WorkflowTestsModule } from './workflow-tests/workflow-tests.module.ts';
import { VersionCache } from './workflows/version-cache.ts';
import { WorkflowNames } from './workflows/workflow-names.ts';
import { WorkflowsModule } from './workflows/workflows.module.ts';
import { WorkspacesModule } from './workspaces/workspaces.module.ts';

export interface AppParts {
  readonly platform: Platform;
  readonly settings: DoorSettings;
  readonly metrics: Metrics;
  readonly passwords: Passwords;
  readonly logRing: LogRing;
  readonly ownerDoor: OwnerDoor;
  /** Bounds how many runs of a workspace wait to begin. */
  readonly queue: QueueLimit;
  /** Aborted when the server begins to stop. */
  readonly shutdown: AbortSignal;
}

const RESOURCES = [
  SetupModule,
  AuthModule,
  WorkspacesModule,
  ApiKeysModule,
  WorkflowsModule,
  RolloutsModule,
  PromotionsModule,
  WorkflowEventsModule,
  DraftTestsModule,
  WorkflowTestsModule,
  SamplesModule,
  CapturesModule,
  SchedulesModule,
  TriggersModule,
  RunsModule,
  ErrorGroupsModule,
  DeadLettersModule,
  FiguresModule,
  BoardsModule,
  BulkModule,
  AlertsModule,
  HeldStepsModule,
  QueuesModule,
  TokensModule,
  TasksModule,
  ValidationModule,
  ConnectorsModule,
  ConnectorVersionsModule,
  PublisherKeysModule,
  PiecesModule,
  ConnectorCallsModule,
  ConnectorMigrationsModule,
  OpenApiConnectorsModule,
  ConnectionsModule,
  OAuthModule,
  HealthModule,
  SystemModule,
  LogsModule,
  StorageModule,
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
    const watches = [SessionWatch, Sessions, LiveStreams, WorkflowWatch];
    const connections = [ConnectionNames, ConnectionChanges, ConnectionTest, MendedConnections];
    const shared = [
      ...portsOf(parts),
      VersionCache,
      LiveHooks,
      LiveChanges,
      ...connections,
      WorkflowNames,
      StepSchemas,
      ...watches,
    ];
    return {
      module: AppModule,
      imports: [{ module: SharedModule, global: true, providers: shared, exports: shared }, ...RESOURCES],
      // In this order: only who is known is counted.
      providers: [
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: CallLimitGuard },
      ],
    };
  }
}

type Provided = readonly [token: unknown, value: unknown];

function storesOf({ stores }: Platform): readonly Provided[] {
  return [
    [RUN_STORE, stores.runs],
    [RUN_SEARCH, stores.runSearch],
    [RUN_VIEW_STORE, stores.runViews],
    [ERROR_GROUP_STORE, stores.errorGroups],
    [METRIC_STORE, stores.metrics],
    [METRIC_RECORDS, stores.metricRecords],
    [ALERT_STORE, stores.alerts],
    [BOARD_STORE, stores.boards],
    [BULK_STORE, stores.bulk],
    [DEAD_LETTER_STORE, stores.deadLetters],
    [HELD_STEP_STORE, stores.heldSteps],
    [AWAITED_TASK_STORE, stores.awaitedTasks],
    [QUEUE_STORE, stores.queues],
    [WORKFLOW_STORE, stores.workflows],
    [ROLLOUT_STORE, stores.rollouts],
    [DRAFT_TEST_STORE, stores.draftTests],
    [SAMPLE_STORE, stores.samples],
    [CAPTURE_STORE, stores.captures],
    [WORKFLOW_MARKS, stores.workflowMarks],
    [IDENTITY_STORE, stores.identity],
    [INSTANCE_STORE, stores.instance],
    [STORAGE_STORE, stores.storage],
    [WORKSPACE_STORE, stores.workspaces],
    [CONNECTION_STORE, stores.connections],
    [CONNECTION_USERS, stores.connectionUsers],
    [OAUTH_STATE_STORE, stores.oauthStates],
    [VERSION_HISTORY, stores.versionHistory],
    [SCHEDULE_STORE, stores.schedules],
    [TRIGGER_STORE, stores.triggers],
    [CONNECTOR_REGISTRY, stores.connectors],
    [CONNECTOR_MIGRATIONS, stores.connectorMigrations],
    [CONNECTOR_USERS, stores.connectorUsers],
    [CONNECTOR_SAMPLES, stores.connectorSamples],
    [STEP_SCHEMA_STORE, stores.stepSchemas],
    [PUBLISHER_KEYS, stores.publisherKeys],
  ];
}

function portsOf({
  platform,
  settings,
  metrics,
  logRing,
  passwords,
  ownerDoor,
  queue,
  shutdown,
}: AppParts): Provider[] {
  const values: readonly Provided[] = [
    ...storesOf(platform),
    [ALERT_WATCH, platform.alertWatch],
    [AlertSender, platform.alertSender],
    [BULK_KEEPER, platform.bulk],
    [BULK_ACTS, platform.bulkActs],
    [REDRIVES, platform.redrives],
    [LIVE_ROLLOUTS, platform.rollouts],
    [PAUSED_QUEUES, platform.pauses],
    [DispatchGate, platform.gate],
    [TRIGGER_KEEPER, platform.triggers],
    [ConnectionSecrets, platform.secrets],
    [TokenKeeper, platform.keeper],
    [OAuthProvider, platform.oauth.provider],
    [OAuthClients, platform.oauth.clients],
    [CONNECTOR_READS, platform.connectorHost],
    [ENGINE, platform.engine],
    [RUN_FEED, platform.feed],
    [CLOCK, platform.clock],
    [EVALUATOR, platform.evaluator],
    [ConnectorCatalogue, platform.catalogue],
    [RegistryDirectory, platform.registry.directory],
    [PIECES_FOLDER, platform.registry.piecesFolder],
    [PackageIntake, platform.intake],
    [ConnectorPublisher, platform.publisher],
    [CONNECTOR_CALLS, platform.connectorHost],
    [READINESS, platform.probe],
    [SETTINGS, settings],
    [METRICS, metrics],
    [LogRing, logRing],
    [StorageKeeper, platform.storageKeeper],
    [SHUTDOWN, shutdown],
    [Passwords, passwords],
    [OwnerDoor, ownerDoor],
    [QueueLimit, queue],
  ];
  return values.map(([provide, useValue]) => ({ provide: provide as symbol, useValue }));
}
