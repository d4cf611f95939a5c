import { Inject, Injectable } from '@nestjs/common';
import {
  createIds,
  DEFAULT_REMIND_MINUTES,
  RuntimeError,
  type Actor,
  type AlertStore,
  type AlertWatch,
  type Clock,
  type Ids,
  type StandingRule,
} from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { CLOCK } from '../platform/tokens.ts';
import { fitsScope, SCOPE_FAULT, toCondition } from './alert-conditions.dto.ts';
import {
  toAlertRuleDto,
  type AlertRuleDto,
  type AlertRuleList,
  type ChangeAlertRuleRequest,
  type ListAlertRulesQuery,
  type MakeAlertRuleRequest,
} from './alert-rules.dto.ts';
import { ALERT_STORE, ALERT_WATCH } from './alert-tokens.ts';

/** What people want to be told. */
@Injectable()
export class AlertRulesService {
  private readonly ids: Ids;

  constructor(
    @Inject(ALERT_STORE) private readonly store: AlertStore,
    @Inject(ALERT_WATCH) private readonly watch: Pick<AlertWatch, 'wake'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.ids = createIds(clock);
  }

  async list({ workspace }: Actor, { workflow }: ListAlertRulesQuery): Promise<AlertRuleList> {
    const workspaceId = workspace.id;
    const named = workflow === undefined ? {} : { workflowName: workflow };
    const [rules, channels] = await Promise.all([
      this.store.listRules({ workspaceId, ...named }),
      this.store.listChannels({ workspaceId }),
    ]);
    const nowMs = this.clock.nowMs();
    return { items: rules.map((rule) => toAlertRuleDto(rule, { channels, nowMs })) };
  }

  async read({ workspace }: Actor, id: string): Promise<AlertRuleDto> {
    const found = await this.store.findRule({ workspaceId: workspace.id, id });
    if (found === undefined) throw noSuchRule(id);
    return this.toDto(found);
  }

  async make(actor: Actor, request: MakeAlertRuleRequest): Promise<AlertRuleDto> {
    const { name, workflow, condition, severity, channelIds, remindMinutes, isEnabled, quietHours } = request;
    const made = await this.store.createRule({
      ...{ id: this.ids.runId(), workspaceId: actor.workspace.id, createdBy: actor.name, name },
      condition: toCondition(condition),
      ...(workflow === undefined ? {} : { workflowName: workflow }),
      ...(quietHours === undefined ? {} : { quietHours }),
      ...{ severity: severity ?? 'warning', channelIds: channelIds ?? [] },
      ...{ remindMinutes: remindMinutes ?? DEFAULT_REMIND_MINUTES, isEnabled: isEnabled ?? true },
    });
    this.watch.wake();
    return this.toDto(made);
  }

  async change({ workspace }: Actor, id: string, request: ChangeAlertRuleRequest): Promise<AlertRuleDto> {
    const { quietHours, mutedUntil, condition, ...wish } = request;
    const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as {
      readonly [K in keyof typeof wish]: NonNullable<(typeof wish)[K]>;
    };
    await this.requireScope({ workspaceId: workspace.id, id }, request);
    const changed = await this.store.changeRule({
      ...{ workspaceId: workspace.id, id, ...given },
      ...(condition === undefined ? {} : { condition: toCondition(condition) }),
      ...(quietHours === undefined ? {} : { quiet: quietHours }),
      ...(mutedUntil === undefined ? {} : { mutedUntilMs: mutedUntil === null ? null : Date.parse(mutedUntil) }),
    });
    this.watch.wake();
    return this.toDto(changed);
  }

  async remove({ workspace }: Actor, id: string): Promise<void> {
    if (!(await this.store.removeRule({ workspaceId: workspace.id, id }))) throw noSuchRule(id);
  }

  /** What a rule is about stays: only another condition of the same place may take the old one's. */
  private async requireScope(
    named: { readonly workspaceId: string; readonly id: string },
    { condition }: ChangeAlertRuleRequest,
  ): Promise<void> {
    if (condition === undefined) return;
    const found = await this.store.findRule(named);
    if (found === undefined) throw noSuchRule(named.id);
    const workflow = found.rule.workflow?.name;
    if (!fitsScope({ condition, workflow })) throw new ServerError('request.invalid', SCOPE_FAULT.error);
  }

  private async toDto(rule: StandingRule): Promise<AlertRuleDto> {
    const channels = await this.store.listChannels({ workspaceId: rule.rule.workspaceId });
    return toAlertRuleDto(rule, { channels, nowMs: this.clock.nowMs() });
  }
}

const noSuchRule = (id: string): RuntimeError =>
  new RuntimeError('alert.rule_not_found', `There is no alert rule ${id}.`);
