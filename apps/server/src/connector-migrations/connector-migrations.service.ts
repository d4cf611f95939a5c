import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type {
  Actor,
  ConnectorMigration,
  ConnectorMigrationStore,
  ConnectorUsers,
  MigratedWorkflow,
} from '@millrace/runtime';
import { CONNECTOR_MIGRATIONS, CONNECTOR_USERS } from '../connector-versions/connector-registry-tokens.ts';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { noSuchConnector } from '../connectors/connectors.service.ts';
import { ServerError } from '../errors.ts';
import {
  toMigrationDto,
  type MigrateRequest,
  type MigrationDto,
  type MigrationParams,
  type MigrationsDto,
} from './connector-migrations.dto.ts';
import { mayDo } from '../http/permissions.ts';
import { advanceMigration, takeOrSkip } from './advance-migration.ts';
import { findObjections, type MeasuredWorkflow } from './decide-next-batch.ts';
import { PinMover } from './pin-mover.ts';
import { planBatches } from './plan-batches.ts';

const MAX_WORKFLOWS = 1000;

/** Moves workflows from one version of a connector to another: a batch, a look at how it goes, the next one; or all back. */
@Injectable()
export class ConnectorMigrationsService {
  constructor(
    @Inject(CONNECTOR_MIGRATIONS) private readonly migrations: ConnectorMigrationStore,
    @Inject(CONNECTOR_USERS) private readonly users: ConnectorUsers,
    private readonly catalogue: ConnectorCatalogue,
    private readonly mover: PinMover,
  ) {}

  async start(actor: Actor, connector: string, request: MigrateRequest): Promise<MigrationDto> {
    const { from, to, batches, publish } = request;
    const workspaceId = actor.workspace.id;
    requireWriter(actor);
    if (from === to) throw sameVersion(connector, to);
    const target = await this.catalogue.find(workspaceId, { name: connector, version: to });
    // A draft, or one that is yanked, is no version to begin with.
    if (target?.versions.includes(to) !== true) throw noSuchConnector({ name: connector, version: to });
    const prepare = ({ workflow }: MigratedWorkflow) => this.mover.prepare({ workspaceId, connector, to }, workflow);
    const prepared: MigratedWorkflow[] = [];
    for (const one of await this.choose(workspaceId, connector, request))
      prepared.push(one.state === 'skipped' ? one : await takeOrSkip(one, prepare));
    const workflows = publish ? inBatches(prepared, batches) : prepared;
    const made = await this.migrations.create({
      ...{ id: randomUUID(), workspaceId, connector, from, to, workflows, startedBy: actor.name },
      state: workflows.some(isAhead) ? 'waiting' : 'done',
    });
    return toMigrationDto(publish ? await this.publishNext(made, actor.name) : made);
  }

  async list({ workspace }: Actor, connector: string): Promise<MigrationsDto> {
    const found = await this.migrations.list({ workspaceId: workspace.id, connector });
    return { items: found.map(toMigrationDto) };
  }

  async read(actor: Actor, params: MigrationParams): Promise<MigrationDto> {
    return toMigrationDto(await this.require(actor, params));
  }

  /** Publishes the next batch, if the runs of those before went as well as ever. `connector.migration_objection` */
  async next(actor: Actor, params: MigrationParams, force: boolean): Promise<MigrationDto> {
    const found = await this.require(actor, params);
    if (found.state !== 'waiting') throw ended(found);
    const objections = force ? [] : findObjections(await this.measure(found));
    if (objections.length > 0) {
      throw new ServerError('connector.migration_objection', objections.join(' '), {
        findings: objections.map((message) => ({ code: 'migration.objection', severity: 'error', path: '', message })),
      });
    }
    return toMigrationDto(await this.publishNext(found, actor.name));
  }

  /** Makes the versions before live again. */
  async undo(actor: Actor, params: MigrationParams): Promise<MigrationDto> {
    const found = await this.require(actor, params);
    if (found.state === 'undone') throw ended(found);
    const undone = await advanceMigration(this.migrations, found, {
      isDue: ({ state }) => state === 'published',
      take: (one) => this.mover.undo(found, one),
      endOf: () => 'undone',
    });
    return toMigrationDto(undone);
  }

  private async choose(
    workspaceId: string,
    connector: string,
    { from, workflows }: MigrateRequest,
  ): Promise<readonly MigratedWorkflow[]> {
    const users = await this.users.list({ workspaceId, connector, limit: MAX_WORKFLOWS });
    const pinned = users.filter(({ live, draft }) => (live ?? draft)?.pin === from).map(({ workflow }) => workflow);
    return (workflows ?? pinned).map((workflow) =>
      pinned.includes(workflow)
        ? { workflow, state: 'ready', problems: [] }
        : { workflow, state: 'skipped', problems: [notPinned(connector, from)] },
    );
  }

  private publishNext(migration: ConnectorMigration, publishedBy: string): Promise<ConnectorMigration> {
    const batch = Math.min(...migration.workflows.filter(isAhead).map((one) => one.batch ?? Infinity));
    return advanceMigration(this.migrations, migration, {
      isDue: (one) => isAhead(one) && one.batch === batch,
      take: (one) => this.mover.publish(migration, one, publishedBy),
      endOf: (workflows) => (workflows.some(isAhead) ? 'waiting' : 'done'),
    });
  }

  private async measure({ workspaceId, workflows }: ConnectorMigration): Promise<readonly MeasuredWorkflow[]> {
    const measured: MeasuredWorkflow[] = [];
    for (const { workflow, state, before, after } of workflows) {
      if (state !== 'published' || before === undefined || after === undefined) continue;
      const of = (versionId: string) => this.migrations.measure({ workspaceId, workflowName: workflow, versionId });
      measured.push({ workflow, before: await of(before.versionId), after: await of(after.versionId) });
    }
    return measured;
  }

  private async require({ workspace }: Actor, { name, id }: MigrationParams): Promise<ConnectorMigration> {
    const found = await this.migrations.find({ workspaceId: workspace.id, id });
    if (found?.connector === name) return found;
    throw new ServerError('connector.migration_not_found', `${name} has no migration ${id}.`);
  }
}

/** Pins are written into drafts, published or not. */
function requireWriter(actor: Actor): void {
  if (mayDo(actor, 'workflow.write')) return;
  throw new ServerError('auth.forbidden', 'A migration changes drafts: it needs workflow.write.');
}

const sameVersion = (connector: string, version: string): ServerError =>
  new ServerError(
    'connector.migration_same_version',
    `"from" and "to" are both ${version}: nothing would move. Say in "to" which version of ${connector} the workflows get.`,
  );

const notPinned = (connector: string, from: string): MigratedWorkflow['problems'][number] => ({
  ...{ code: 'migration.not_pinned', path: '' },
  message: `It does not exist, or does not pin ${connector} ${from}.`,
});

/** It is to be published, and is not yet. */
const isAhead = ({ state, batch }: MigratedWorkflow): boolean => state === 'ready' && batch !== undefined;

function inBatches(workflows: readonly MigratedWorkflow[], percents: readonly number[]): readonly MigratedWorkflow[] {
  const batches = planBatches(workflows.filter(({ state }) => state === 'ready').length, percents);
  let index = 0;
  return workflows.map((one) => {
    const batch = one.state === 'ready' ? batches[index++] : undefined;
    return batch === undefined ? one : { ...one, batch };
  });
}

const ended = ({ state }: ConnectorMigration): ServerError =>
  new ServerError(
    'connector.migration_ended',
    state === 'undone' ? 'This migration was undone.' : 'All batches of this migration are published.',
  );
