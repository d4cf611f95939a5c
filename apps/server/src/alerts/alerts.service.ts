import { Inject, Injectable } from '@nestjs/common';
import {
  PREVIEW_DAYS,
  previewRule,
  RuntimeError,
  type Actor,
  type AlertStore,
  type Clock,
  type MetricReader,
  type WorkflowStore,
} from '@millrace/runtime';
import { METRIC_STORE } from '../figures/figures-tokens.ts';
import { CLOCK, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { toCondition } from './alert-conditions.dto.ts';
import { ALERT_STORE } from './alert-tokens.ts';
import {
  toAlertDetailDto,
  toAlertDto,
  toPreviewDto,
  type AlertCountDto,
  type AlertDetailDto,
  type AlertDto,
  type AlertPage,
  type AlertPreviewDto,
  type ListAlertsQuery,
  type PreviewAlertRequest,
} from './alerts.dto.ts';

/** What was told, and what would have been. */
@Injectable()
export class AlertsService {
  constructor(
    @Inject(ALERT_STORE) private readonly store: AlertStore,
    @Inject(METRIC_STORE) private readonly metrics: MetricReader,
    @Inject(WORKFLOW_STORE) private readonly workflows: Pick<WorkflowStore, 'find'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ workspace }: Actor, { workflow, rule, state, cursor, limit }: ListAlertsQuery): Promise<AlertPage> {
    const { items, nextCursor } = await this.store.listAlerts({
      ...{ workspaceId: workspace.id, limit },
      ...(workflow === undefined ? {} : { workflowName: workflow }),
      ...(rule === undefined ? {} : { ruleId: rule }),
      ...(state === undefined ? {} : { isFiring: state === 'firing' }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { items: items.map(toAlertDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  count({ workspace }: Actor): Promise<AlertCountDto> {
    return this.store.countFiring({ workspaceId: workspace.id });
  }

  async read({ workspace }: Actor, id: string): Promise<AlertDetailDto> {
    const alert = await this.store.findAlert({ workspaceId: workspace.id, id });
    if (alert === undefined) throw new RuntimeError('alert.not_found', `There is no alert ${id}.`);
    const deliveries = await this.store.listDeliveries({ workspaceId: workspace.id, alertId: id });
    return toAlertDetailDto(alert, deliveries);
  }

  async acknowledge({ workspace, name }: Actor, id: string): Promise<AlertDto> {
    return toAlertDto(await this.store.acknowledge({ workspaceId: workspace.id, id, by: name }));
  }

  async preview({ workspace }: Actor, { workflow: name, condition }: PreviewAlertRequest): Promise<AlertPreviewDto> {
    const workspaceId = workspace.id;
    const workflow = name === undefined ? undefined : await this.workflows.find({ workspaceId, name });
    if (name !== undefined && workflow === undefined) throw noSuchWorkflow(name);
    const scope = { workspaceId, ...(workflow === undefined ? {} : { workflowId: workflow.id }) };
    const preview = await previewRule(this.metrics, { condition: toCondition(condition), scope }, this.clock.nowMs());
    return toPreviewDto(preview, PREVIEW_DAYS);
  }
}
