import { Inject, Injectable } from '@nestjs/common';
import {
  chooseCompared,
  percentileOf,
  RuntimeError,
  type Actor,
  type Clock,
  type IntegrationTime,
  type MetricRecords,
  type MetricScope,
  type MetricStore,
  type SubjectFigures,
  type WorkflowStore,
} from '@millrace/runtime';
import { toIsoTime } from '../http/page.ts';
import { CLOCK, WORKFLOW_STORE } from '../platform/tokens.ts';
import { METRIC_RECORDS, METRIC_STORE } from './figures-tokens.ts';
import {
  toFigureDto,
  type BreakdownAnswer,
  type BreakdownQueryDto,
  type IntegrationTimesDto,
  type MetricAnswer,
  type MetricQueryDto,
} from './figures.dto.ts';
import { toMetricRange } from './metric-range.ts';
import { listWorkflowNames } from './workflow-names-by-id.ts';

const DAY_MS = 86_400_000;
const INTEGRATION_DAYS = 30;
const MAX_ITEMS = 200;
/** A row of hours longer than this is no spark. */
const BY_DAY_FROM_MS = 8 * DAY_MS;

interface NamedScope {
  readonly workflow?: string | undefined;
  readonly version?: number | undefined;
  readonly connector?: string | undefined;
  readonly connection?: string | undefined;
}

/** What was measured, for charts. */
@Injectable()
export class FiguresService {
  constructor(
    @Inject(METRIC_STORE) private readonly metrics: MetricStore,
    @Inject(METRIC_RECORDS) private readonly records: MetricRecords,
    @Inject(WORKFLOW_STORE) private readonly workflows: Pick<WorkflowStore, 'find' | 'list'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async query(actor: Actor, { metric, compare, ...asked }: MetricQueryDto): Promise<MetricAnswer> {
    const nowMs = this.clock.nowMs();
    const { fromMs, untilMs, stepMs } = toMetricRange(asked, nowMs);
    const scope = await this.toScope(actor, asked);
    const { window, before } = chooseCompared({ fromMs, untilMs }, nowMs);
    const [points, total, compared, previous] = await Promise.all([
      this.metrics.query({ metric, scope, fromMs, untilMs, stepMs }),
      this.metrics.total({ metric, scope, fromMs, untilMs }),
      ...(compare === undefined ? [] : [window, before].map((span) => this.metrics.total({ metric, scope, ...span }))),
    ]);
    const [first, second] = points;
    return {
      points: points.map((point) => ({ at: toIsoTime(point.atMs), ...toFigureDto(point) })),
      stepSeconds: (first === undefined || second === undefined ? stepMs : second.atMs - first.atMs) / 1000,
      total: toFigureDto(total),
      ...(compared === undefined ? {} : { compared: toFigureDto(compared) }),
      ...(previous === undefined ? {} : { previous: toFigureDto(previous) }),
    };
  }

  async breakDown(actor: Actor, { by, workflow, ...asked }: BreakdownQueryDto): Promise<BreakdownAnswer> {
    const workspaceId = actor.workspace.id;
    const { fromMs, untilMs } = toMetricRange(asked, this.clock.nowMs());
    const { workflowId } = await this.toScope(actor, { workflow });
    const kind = by === 'workflow' || by === 'version' ? 'run' : 'call';
    const found = await this.metrics.breakDown({
      ...{ workspaceId, by, kind, fromMs, untilMs, isByDay: untilMs - fromMs > BY_DAY_FROM_MS, limit: MAX_ITEMS },
      ...(workflowId === undefined ? {} : { workflowId }),
    });
    const names = by === 'workflow' ? await listWorkflowNames(this.workflows, workspaceId) : new Map<string, string>();
    const items = found
      // One that was removed in the meantime has no name.
      .filter((one) => by !== 'workflow' || names.has(one.workflowId ?? ''))
      .map((one) => toItem(one, names));
    return { items };
  }

  async readIntegrationTimes({ workspace }: Actor): Promise<IntegrationTimesDto> {
    const untilMs = this.clock.nowMs();
    const middleMs = untilMs - INTEGRATION_DAYS * DAY_MS;
    const fromMs = middleMs - INTEGRATION_DAYS * DAY_MS;
    const all = await this.records.listIntegrationTimes({ workspaceId: workspace.id, fromMs, untilMs });
    const last = all.filter(({ succeededAtMs }) => succeededAtMs >= middleMs);
    const before = all.filter(({ succeededAtMs }) => succeededAtMs < middleMs);
    const whole = ({ begunAtMs, succeededAtMs }: IntegrationTime): number => (succeededAtMs - begunAtMs) / 1000;
    return {
      last: {
        ...{ count: last.length, medianSeconds: medianOf(last.map(whole)) },
        buildSeconds: medianOf(last.map(({ begunAtMs, publishedAtMs }) => (publishedAtMs - begunAtMs) / 1000)),
        firstRunSeconds: medianOf(
          last.map(({ publishedAtMs, succeededAtMs }) => (succeededAtMs - publishedAtMs) / 1000),
        ),
      },
      before: { count: before.length, medianSeconds: medianOf(before.map(whole)) },
      newest: last.slice(0, 5).map((one) => ({
        ...{ workflow: one.workflowName, seconds: whole(one), succeededAt: toIsoTime(one.succeededAtMs) },
      })),
    };
  }

  /** `workflow.not_found` for a name that is none. */
  async toScope({ workspace }: Actor, { workflow, version, connector, connection }: NamedScope): Promise<MetricScope> {
    const found = workflow === undefined ? undefined : await this.findWorkflow(workspace.id, workflow);
    return {
      workspaceId: workspace.id,
      ...(found === undefined ? {} : { workflowId: found.id }),
      ...(version === undefined ? {} : { versionNumber: version }),
      ...(connector === undefined ? {} : { connector }),
      ...(connection === undefined ? {} : { connection }),
    };
  }

  private async findWorkflow(workspaceId: string, name: string) {
    const found = await this.workflows.find({ workspaceId, name });
    if (found === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow "${name}".`);
    return found;
  }
}

function toItem(
  { workflowId, versionNumber, connector, connection, figures, parts }: SubjectFigures,
  names: ReadonlyMap<string, string>,
): BreakdownAnswer['items'][number] {
  const { total, succeeded, failed, limited, durations } = figures;
  const workflow = workflowId === undefined ? undefined : names.get(workflowId);
  return {
    ...(workflow === undefined ? {} : { workflow }),
    ...(versionNumber === undefined ? {} : { version: versionNumber }),
    ...(connector === undefined ? {} : { connector }),
    ...(connection === undefined ? {} : { connection }),
    ...{ total, failed, limited },
    errorRate: succeeded + failed === 0 ? null : failed / (succeeded + failed),
    p95: percentileOf(durations, 0.95) ?? null,
    parts: parts.map(({ atMs, ...counts }) => ({ at: toIsoTime(atMs), ...counts })),
  };
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
