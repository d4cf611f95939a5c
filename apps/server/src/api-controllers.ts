import { AlertChannelsController } from './alerts/alert-channels.controller.ts';
import { AlertRulesController } from './alerts/alert-rules.controller.ts';
import { AlertsController } from './alerts/alerts.controller.ts';
import { ApiKeysController } from './api-keys/api-keys.controller.ts';
import { AuthController } from './auth/auth.controller.ts';
import { BoardsController } from './boards/boards.controller.ts';
import { BulkController } from './bulk/bulk.controller.ts';
import { CapturesController } from './captures/captures.controller.ts';
import { ConnectionsController } from './connections/connections.controller.ts';
import { ConnectorCallsController } from './connector-calls/connector-calls.controller.ts';
import { ConnectorMigrationsController } from './connector-migrations/connector-migrations.controller.ts';
import { ConnectorVersionsController } from './connector-versions/connector-versions.controller.ts';
import { ConnectorsController } from './connectors/connectors.controller.ts';
import { DeadLettersController } from './dead-letters/dead-letters.controller.ts';
import { DemoController } from './demo/demo.controller.ts';
import { DraftTestsController } from './draft-tests/draft-tests.controller.ts';
import { ErrorGroupsController } from './error-groups/error-groups.controller.ts';
import { ErrorPagesController } from './error-pages/error-pages.controller.ts';
import { HeldStepsController } from './held-steps/held-steps.controller.ts';
import { BaselinesController } from './figures/baselines.controller.ts';
import { FiguresController } from './figures/figures.controller.ts';
import { TriageController } from './figures/triage.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { LogsController } from './logs/logs.controller.ts';
import { OAuthClientsController } from './oauth/oauth-clients.controller.ts';
import { OAuthController } from './oauth/oauth.controller.ts';
import { OpenApiConnectorsController } from './openapi-connectors/openapi-connectors.controller.ts';
import { OpenApiController } from './openapi/openapi.controller.ts';
import { PiecesController } from './pieces/pieces.controller.ts';
import { PromotionsController } from './promotions/promotions.controller.ts';
import { PublisherKeysController } from './publisher-keys/publisher-keys.controller.ts';
import { QueuesController } from './queues/queues.controller.ts';
import { RolloutsController } from './rollouts/rollouts.controller.ts';
import { RetriesController } from './runs/retries.controller.ts';
import { RunEventsController } from './runs/run-events.controller.ts';
import { RunSearchController } from './runs/run-search.controller.ts';
import { RunViewsController } from './runs/run-views.controller.ts';
import { RunsController } from './runs/runs.controller.ts';
import { StepsController } from './runs/steps.controller.ts';
import { StartRunController } from './runs/start-run.controller.ts';
import { SamplesController } from './samples/samples.controller.ts';
import { SchedulePreviewsController } from './schedules/schedule-previews.controller.ts';
import { SchedulesController } from './schedules/schedules.controller.ts';
import { SetupController } from './setup/setup.controller.ts';
import { StorageController } from './storage/storage.controller.ts';
import { SystemController } from './system/system.controller.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { TokensController } from './tokens/tokens.controller.ts';
import { TriggersController } from './triggers/triggers.controller.ts';
import { ValidationController } from './validation/validation.controller.ts';
import { WorkflowEventsController } from './workflow-events/workflow-events.controller.ts';
import { WorkflowTestsController } from './workflow-tests/workflow-tests.controller.ts';
import { DraftsController } from './workflows/drafts.controller.ts';
import { VersionsController } from './workflows/versions.controller.ts';
import { WorkflowsController } from './workflows/workflows.controller.ts';
import { WorkspacesController } from './workspaces/workspaces.controller.ts';

/** Every controller, in the order of the OpenAPI document. */
export const API_CONTROLLERS = [
  SetupController,
  AuthController,
  WorkspacesController,
  ApiKeysController,
  WorkflowsController,
  DraftsController,
  VersionsController,
  RolloutsController,
  PromotionsController,
  WorkflowEventsController,
  DraftTestsController,
  WorkflowTestsController,
  SamplesController,
  CapturesController,
  SchedulesController,
  SchedulePreviewsController,
  TriggersController,
  StartRunController,
  RetriesController,
  RunEventsController,
  RunSearchController,
  RunViewsController,
  RunsController,
  StepsController,
  ErrorGroupsController,
  DeadLettersController,
  FiguresController,
  BaselinesController,
  TriageController,
  BoardsController,
  BulkController,
  AlertRulesController,
  AlertChannelsController,
  AlertsController,
  HeldStepsController,
  QueuesController,
  TasksController,
  TokensController,
  ValidationController,
  ConnectorsController,
  ConnectorVersionsController,
  ConnectorCallsController,
  ConnectorMigrationsController,
  OpenApiConnectorsController,
  PublisherKeysController,
  PiecesController,
  ConnectionsController,
  OAuthClientsController,
  OAuthController,
  HealthController,
  SystemController,
  LogsController,
  StorageController,
  ErrorPagesController,
  OpenApiController,
  DemoController,
] as const;
