import { Inject, Injectable } from '@nestjs/common';
import {
  stateOf,
  triage,
  type Actor,
  type Clock,
  type Connection,
  type ConnectionStore,
  type DayFigures,
  type DominantError,
  type ErrorGroup,
  type ErrorGroupStore,
  type FigureKind,
  type MetricStore,
  type SubjectDay,
  type TriageFinding,
  type WorkflowStore,
} from '@millrace/runtime';
import { CONNECTION_STORE } from '../connections/connection-tokens.ts';
import { mayDo } from '../http/permissions.ts';
import { toIsoTime } from '../http/page.ts';
import { CLOCK, ERROR_GROUP_STORE, WORKFLOW_STORE } from '../platform/tokens.ts';
import { METRIC_STORE } from './figures-tokens.ts';
import { findsRetry } from './finds-retry.ts';
import type { IntegrationHealthDto } from './triage.dto.ts';
import { listPages, listWorkflowNames } from './workflow-names-by-id.ts';

const DAY_MS = 86_400_000;
const MEASURED_DAYS = 14;
const WEEK_DAYS = 7;
const MAX_ITEMS = 100;
const MAX_GROUPS = 200;

type Item = IntegrationHealthDto['items'][number];

/** Looks for integrations that are not well. */
@Injectable()
export class TriageService {
  constructor(
    @Inject(METRIC_STORE) private readonly metrics: MetricStore,
    @Inject(ERROR_GROUP_STORE) private readonly groups: ErrorGroupStore,
    @Inject(WORKFLOW_STORE) private readonly workflows: Pick<WorkflowStore, 'list' | 'find' | 'findVersion'>,
    @Inject(CONNECTION_STORE) private readonly connections: Pick<ConnectionStore, 'list'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(actor: Actor): Promise<IntegrationHealthDto> {
    const [workflows, connections] = await Promise.all([
      this.checkWorkflows(actor),
      // Whoever may not see connections is not told of them here.
      mayDo(actor, 'connection.read') ? this.checkConnections(actor) : { items: [], checked: 0 },
    ]);
    return {
      items: [...workflows.items, ...connections.items].sort(compareItems).slice(0, MAX_ITEMS),
      checked: { workflows: workflows.checked, connections: connections.checked },
    };
  }

  private async checkWorkflows({ workspace: { id: workspaceId } }: Actor) {
    const [names, runs, queues, groups] = await Promise.all([
      listWorkflowNames(this.workflows, workspaceId),
      this.readDays(workspaceId, 'workflow', 'run'),
      this.readDays(workspaceId, 'workflow', 'queue'),
      this.readGroups(workspaceId),
    ]);
    const items: Item[] = [];
    for (const [workflowId, workflow] of names) {
      const group = groups.find((one) => one.workflowId === workflowId);
      const days = runs.get(workflowId) ?? [];
      const queueDays = queues.get(workflowId) ?? [];
      if (triage({ days, queueDays }, this.clock.nowMs()).length === 0) continue;
      const dominant = group && (await this.toDominant(group));
      const findings = triage({ days, queueDays, ...(dominant === undefined ? {} : { dominant }) }, this.clock.nowMs());
      items.push(toItem({ workflow }, findings, dominant));
    }
    return { items, checked: names.size };
  }

  private async checkConnections({ workspace: { id: workspaceId } }: Actor) {
    const calls = await this.readDays(workspaceId, 'connection', 'call');
    const items: Item[] = [];
    let checked = 0;
    for await (const connection of listPages((page) => this.connections.list({ workspaceId, ...page }))) {
      if (connection.use === undefined) continue;
      checked += 1;
      const days = calls.get(connection.name) ?? [];
      const findings = triage({ days, isBroken: isBroken(connection) }, this.clock.nowMs());
      const { connector } = connection.use;
      if (findings.length > 0) items.push(toItem({ connector, connection: connection.name }, findings, undefined));
    }
    return { items, checked };
  }

  private async readDays(
    workspaceId: string,
    by: 'workflow' | 'connection',
    kind: FigureKind,
  ): Promise<ReadonlyMap<string, readonly DayFigures[]>> {
    const untilMs = this.clock.nowMs();
    const fromMs = untilMs - MEASURED_DAYS * DAY_MS;
    const rows = await this.metrics.listDays({ workspaceId, by, kind, fromMs, untilMs });
    const days = new Map<string, SubjectDay[]>();
    for (const row of rows) {
      const name = (by === 'workflow' ? row.workflowId : row.connection) ?? '';
      days.set(name, [...(days.get(name) ?? []), row]);
    }
    return days;
  }

  /** Open groups of the last week, the most frequent first. */
  private async readGroups(workspaceId: string): Promise<readonly ErrorGroup[]> {
    const seenFromMs = this.clock.nowMs() - WEEK_DAYS * DAY_MS;
    const filter = { workspaceId, states: ['open'], seenFromMs, order: 'frequent', limit: MAX_GROUPS } as const;
    return (await this.groups.list(filter)).items;
  }

  private async toDominant(group: ErrorGroup): Promise<DominantError> {
    const { fingerprint, error, sampleCause: cause, sampleRunId, count, statePath } = group;
    const step = statePath === '' ? undefined : stateOf(statePath);
    return {
      ...{ fingerprint, error, cause, sampleRunId, count },
      ...(step === undefined ? {} : { step, isRetried: await this.retries(group, step) }),
    };
  }

  private async retries({ workspaceId, workflowName: name, error }: ErrorGroup, step: string): Promise<boolean> {
    const live = (await this.workflows.find({ workspaceId, name }))?.liveVersion;
    const version = live && (await this.workflows.findVersion(live.id));
    return version !== undefined && findsRetry(version.document.machine, { step, error });
  }
}

const isBroken = ({ use }: Connection): boolean =>
  use?.health.state === 'broken' || use?.health.state === 'needs_person';

function toItem(
  names: Pick<Item, 'workflow' | 'connector' | 'connection'>,
  findings: readonly TriageFinding[],
  dominant: DominantError | undefined,
): Item {
  return {
    ...names,
    findings: findings.map(({ reason, step }) => ({ reason: toReasonDto(reason), step })),
    ...(dominant === undefined ? {} : { error: toErrorDto(dominant) }),
  };
}

function toReasonDto(reason: TriageFinding['reason']): Item['findings'][number]['reason'] {
  if (reason.kind !== 'trend') return { ...reason };
  const { crossesAtMs, ...rest } = reason;
  return { ...rest, crossesAt: toIsoTime(crossesAtMs) };
}

function toErrorDto({ fingerprint, error: name, cause, step, sampleRunId, count }: DominantError) {
  return { fingerprint, name, cause, sampleRunId, count, ...(step === undefined ? {} : { step }) };
}

/** Broken ones, then what fails in the largest share, then what will. */
function compareItems(a: Item, b: Item): number {
  return weightOf(b) - weightOf(a);
}

function weightOf({ findings }: Item): number {
  const reason = findings[0]?.reason;
  if (reason?.kind === 'broken') return 3;
  if (reason?.kind === 'failing') return 1 + reason.failed / Math.max(1, reason.total);
  return reason?.kind === 'limited' ? 1 : 0;
}
