import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  migrateRequest,
  migration,
  migrationParams,
  migrations,
  migrationsParams,
  nextBatchRequest,
  type MigrateRequest,
  type MigrationDto,
  type MigrationParams,
  type MigrationsDto,
  type MigrationsParams,
  type NextBatchRequest,
} from './connector-migrations.dto.ts';
import { ConnectorMigrationsService } from './connector-migrations.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors/:name/migrations')
export class ConnectorMigrationsController {
  constructor(private readonly migrations: ConnectorMigrationsService) {}

  @Post()
  @Allow('workflow.publish')
  @Operation({
    id: 'migrateConnector',
    summary: 'Move workflows from one version of a connector to another',
    params: migrationsParams,
    body: migrateRequest,
    status: 201,
    response: migration,
    headers: { Location: 'The migration.' },
    problems: [400, 404, 409, 412],
  })
  async start(
    @CurrentCaller() { actor, reply }: Caller,
    @Param({ schema: migrationsParams }) { name }: MigrationsParams,
    @Body({ schema: migrateRequest }) request: MigrateRequest,
  ): Promise<MigrationDto> {
    const made = await this.migrations.start(actor, name, request);
    return createdAt(reply, `connectors/${name}/migrations/${made.id}`, made);
  }

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'listConnectorMigrations',
    summary: 'Migrations of a connector, newest first',
    params: migrationsParams,
    response: migrations,
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: migrationsParams }) { name }: MigrationsParams,
  ): Promise<MigrationsDto> {
    return this.migrations.list(actor, name);
  }

  @Get(':id')
  @Allow('workflow.read')
  @Operation({
    id: 'getConnectorMigration',
    summary: 'One migration, with what became of each workflow',
    params: migrationParams,
    response: migration,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: migrationParams }) params: MigrationParams,
  ): Promise<MigrationDto> {
    return this.migrations.read(actor, params);
  }

  @Post(':id/next')
  @Allow('workflow.publish')
  @Operation({
    id: 'publishNextBatch',
    summary: 'Publish the next batch, if those before run as well as ever',
    params: migrationParams,
    body: nextBatchRequest,
    response: migration,
    problems: [404, 409],
  })
  next(
    @CurrentActor() actor: Actor,
    @Param({ schema: migrationParams }) params: MigrationParams,
    @Body({ schema: nextBatchRequest }) { force }: NextBatchRequest,
  ): Promise<MigrationDto> {
    return this.migrations.next(actor, params, force);
  }

  @Post(':id/undo')
  @Allow('workflow.publish')
  @Operation({
    id: 'undoConnectorMigration',
    summary: 'Make the versions before live again',
    params: migrationParams,
    response: migration,
    problems: [404, 409],
  })
  undo(
    @CurrentActor() actor: Actor,
    @Param({ schema: migrationParams }) params: MigrationParams,
  ): Promise<MigrationDto> {
    return this.migrations.undo(actor, params);
  }
}
