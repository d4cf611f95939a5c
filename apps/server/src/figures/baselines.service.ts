import { Inject, Injectable } from '@nestjs/common';
import {
  createIds,
  MAX_BASELINES,
  METRICS,
  RuntimeError,
  type Actor,
  type Clock,
  type MetricName,
  type MetricRecords,
  type MetricScope,
  type MetricStore,
} from '@millrace/runtime';
import { CLOCK } from '../platform/tokens.ts';
import { METRIC_RECORDS, METRIC_STORE } from './figures-tokens.ts';
import { toBaselineDto, type BaselineDto, type BaselineList, type CreateBaselineRequest } from './figures.dto.ts';
import { FiguresService } from './figures.service.ts';
import { toMetricRange } from './metric-range.ts';

/** Figures of a time, kept to compare with later. */
@Injectable()
export class BaselinesService {
  constructor(
    @Inject(METRIC_STORE) private readonly metrics: MetricStore,
    @Inject(METRIC_RECORDS) private readonly records: MetricRecords,
    private readonly figures: FiguresService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ workspace }: Actor): Promise<BaselineList> {
    return { items: (await this.records.listBaselines(workspace.id)).map(toBaselineDto) };
  }

  async create(actor: Actor, { name, ...asked }: CreateBaselineRequest): Promise<BaselineDto> {
    const { fromMs, untilMs } = toMetricRange(asked, this.clock.nowMs());
    const scope = await this.figures.toScope(actor, asked);
    const { workflow, version, connector, connection } = asked;
    const baseline = {
      ...{ id: createIds(this.clock).runId(), workspaceId: actor.workspace.id, name, fromMs, untilMs },
      scope: {
        ...(workflow === undefined ? {} : { workflow }),
        ...(version === undefined ? {} : { versionNumber: version }),
        ...(connector === undefined ? {} : { connector }),
        ...(connection === undefined ? {} : { connection }),
      },
      ...{ figures: await this.measure(scope, { fromMs, untilMs }), createdBy: actor.name },
    };
    if (!(await this.records.addBaseline(baseline))) {
      throw new RuntimeError(
        'baseline.too_many',
        `This workspace has ${MAX_BASELINES} baselines already. Delete one that nobody compares with any more.`,
      );
    }
    return toBaselineDto({ ...baseline, createdAtMs: this.clock.nowMs() });
  }

  async remove({ workspace }: Actor, id: string): Promise<void> {
    if (await this.records.removeBaseline({ workspaceId: workspace.id, id })) return;
    throw new RuntimeError('baseline.not_found', `There is no baseline ${id}.`);
  }

  /** All that is measured of it: runs are no figure of a connector, and calls none of a version. */
  private async measure(
    scope: MetricScope,
    range: { readonly fromMs: number; readonly untilMs: number },
  ): Promise<Partial<Record<MetricName, number>>> {
    const figures: Partial<Record<MetricName, number>> = {};
    for (const metric of METRICS.filter((one) => isMeasured(one, scope))) {
      const { value } = await this.metrics.total({ metric, scope, ...range });
      if (value !== undefined) figures[metric] = value;
    }
    return figures;
  }
}

function isMeasured(metric: MetricName, { versionNumber, connector, connection }: MetricScope): boolean {
  const isOfCalls = metric.startsWith('connector_');
  if ((connector ?? connection) !== undefined) return isOfCalls;
  return versionNumber === undefined || !(isOfCalls || metric === 'queue_depth' || metric === 'queue_age');
}
