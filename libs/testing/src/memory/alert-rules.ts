import {
  MAX_ALERT_RULES,
  RuntimeError,
  type AlertRule,
  type AlertStore,
  type Clock,
  type QuietHours,
  type RuleState,
  type StandingRule,
} from '@millrace/runtime';

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}
export interface RuleRow {
  readonly rule: AlertRule;
  readonly state: RuleState;
  readonly fence: number;
  readonly nextMs: number;
}
interface RulePlaces {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** `workflow.not_found`. */
  readonly findWorkflowId: (named: { readonly workspaceId: string; readonly name: string }) => string;
  readonly hasChannel: (named: Named) => boolean;
  /** What it fires is over. */
  readonly onOver: (ruleId: string) => void;
}

/** The rules of `MemoryAlertStore`. */
export class MemoryAlertRules {
  readonly #places: RulePlaces;
  readonly rows = new Map<string, RuleRow>();

  constructor(places: RulePlaces) {
    this.#places = places;
  }

  create({ workflowName, ...made }: Parameters<AlertStore['createRule']>[0]): StandingRule {
    const { workspaceId, channelIds } = made;
    if (this.#of(workspaceId).length >= MAX_ALERT_RULES) {
      throw new RuntimeError('alert.too_many', 'There are too many rules.');
    }
    const nowMs = this.#places.clock.nowMs();
    const watched = workflowName === undefined ? {} : { workflow: this.#findWorkflow(workspaceId, workflowName) };
    const kept = { ...made, ...watched, channelIds: this.#requireChannels(workspaceId, channelIds) };
    const rule: AlertRule = { ...kept, createdAtMs: nowMs, updatedAtMs: nowMs };
    const row: RuleRow = { rule, state: { standing: 'calm' }, fence: 0, nextMs: nowMs };
    this.rows.set(rule.id, row);
    return standingOf(row);
  }

  list({ workspaceId, workflowName }: Parameters<AlertStore['listRules']>[0]): readonly StandingRule[] {
    const rank = ({ state, rule }: StandingRule): string =>
      `${state.standing === 'firing' ? 0 : 1}${rule.name}\n${rule.id}`;
    return this.#of(workspaceId)
      .filter(({ rule }) => workflowName === undefined || rule.workflow?.name === workflowName)
      .map(standingOf)
      .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  find({ workspaceId, id }: Named): StandingRule | undefined {
    const row = this.rows.get(id);
    return row?.rule.workspaceId === workspaceId ? standingOf(row) : undefined;
  }

  change(request: Parameters<AlertStore['changeRule']>[0]): StandingRule {
    const { workspaceId, id, quiet, mutedUntilMs, channelIds, ...wish } = request;
    const row = this.rows.get(id);
    if (row?.rule.workspaceId !== workspaceId) {
      throw new RuntimeError('alert.rule_not_found', `There is no alert rule ${id}.`);
    }
    const { quietHours, mutedUntilMs: muted, ...before } = row.rule;
    const nowMs = this.#places.clock.nowMs();
    const rule: AlertRule = {
      ...{ ...before, ...wish, updatedAtMs: nowMs },
      ...(channelIds === undefined ? {} : { channelIds: this.#requireChannels(workspaceId, channelIds) }),
      ...withQuiet(quiet === undefined ? quietHours : quiet),
      ...withMute(mutedUntilMs === undefined ? muted : mutedUntilMs),
    };
    const isNew = JSON.stringify(rule.condition) !== JSON.stringify(before.condition);
    const isOver = isNew || wish.isEnabled === false;
    const state: RuleState = isOver ? { standing: 'calm' } : row.state;
    const changed = { rule, state, fence: row.fence + 1, nextMs: nowMs };
    this.rows.set(id, changed);
    if (isOver) this.#places.onOver(id);
    return standingOf(changed);
  }

  remove(named: Named): boolean {
    if (this.find(named) === undefined) return false;
    this.#places.onOver(named.id);
    return this.rows.delete(named.id);
  }

  /** A channel is gone. */
  unlink(channelId: string): void {
    for (const [id, { rule, ...row }] of this.rows) {
      this.rows.set(id, { ...row, rule: { ...rule, channelIds: rule.channelIds.filter((one) => one !== channelId) } });
    }
  }

  #findWorkflow(workspaceId: string, name: string): NonNullable<AlertRule['workflow']> {
    return { id: this.#places.findWorkflowId({ workspaceId, name }), name };
  }

  #of(workspaceId: string): readonly RuleRow[] {
    return [...this.rows.values()].filter(({ rule }) => rule.workspaceId === workspaceId);
  }

  #requireChannels(workspaceId: string, channelIds: readonly string[]): readonly string[] {
    const wanted = [...new Set(channelIds)].sort();
    if (wanted.every((id) => this.#places.hasChannel({ workspaceId, id }))) return wanted;
    throw new RuntimeError('alert.channel_not_found', 'The rule names a channel that is not there.');
  }
}

const standingOf = ({ rule, state }: RuleRow): StandingRule => ({ rule, state });
const withQuiet = (quietHours?: QuietHours | null): Pick<AlertRule, 'quietHours'> => (quietHours ? { quietHours } : {});
const withMute = (mutedUntilMs?: number | null): Pick<AlertRule, 'mutedUntilMs'> =>
  typeof mutedUntilMs === 'number' ? { mutedUntilMs } : {};
