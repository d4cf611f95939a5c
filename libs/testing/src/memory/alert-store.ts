import {
  RuntimeError,
  type Alert,
  type AlertChannel,
  type AlertDelivery,
  type AlertNotice,
  type AlertStore,
  type DeliveryOutcome,
  type Page,
  type RuleNote,
  type SealedAlertChannel,
  type StandingRule,
  type TakenDelivery,
  type TakenRule,
} from '@millrace/runtime';
import { MemoryAlertChannels } from './alert-channels.ts';
import { isDeliveryDue, isRuleDue } from './alert-due.ts';
import { MemoryAlertRules } from './alert-rules.ts';
import { atOnce } from './at-once.ts';
import type { RunTable } from './run-table.ts';
import { isUuid } from './uuid-time.ts';

interface DeliveryRow {
  readonly delivery: AlertDelivery;
  readonly fence: number;
}
interface AlertPlaces {
  readonly table: RunTable;
  /** `workflow.not_found`. */
  readonly findWorkflowId: (named: { readonly workspaceId: string; readonly name: string }) => string;
  readonly slugOf: (workspaceId: string) => string;
}
const DAY_MS = 86_400_000;

/** Alerts in memory, with the promises of the real store. Each method happens at once and as a whole. */
export class MemoryAlertStore implements AlertStore {
  readonly #places: AlertPlaces;
  readonly #channels: MemoryAlertChannels;
  readonly #rules: MemoryAlertRules;
  readonly #alerts = new Map<string, Alert>();
  readonly #deliveries = new Map<string, DeliveryRow>();

  constructor(places: AlertPlaces) {
    this.#places = places;
    const { clock } = places.table;
    this.#channels = new MemoryAlertChannels(clock);
    this.#rules = new MemoryAlertRules({
      clock,
      findWorkflowId: places.findWorkflowId,
      hasChannel: (named) => this.#channels.find(named) !== undefined,
      onOver: (ruleId) => this.#clearOf(ruleId),
    });
  }

  createChannel(request: Parameters<AlertStore['createChannel']>[0]): Promise<AlertChannel> {
    return atOnce(() => this.#channels.create(request));
  }

  listChannels({ workspaceId }: Parameters<AlertStore['listChannels']>[0]): Promise<readonly AlertChannel[]> {
    return atOnce(() => this.#channels.list(workspaceId));
  }

  findChannel(named: Parameters<AlertStore['findChannel']>[0]): Promise<SealedAlertChannel | undefined> {
    return atOnce(() => this.#channels.find(named));
  }

  changeChannel(request: Parameters<AlertStore['changeChannel']>[0]): Promise<AlertChannel | undefined> {
    return atOnce(() => this.#channels.change(request));
  }

  removeChannel(named: Parameters<AlertStore['removeChannel']>[0]): Promise<boolean> {
    return atOnce(() => {
      if (!this.#channels.remove(named)) return false;
      this.#rules.unlink(named.id);
      for (const [id, { delivery, fence }] of this.#deliveries) {
        if (delivery.channelId !== named.id) continue;
        const { channelId: _channel, ...rest } = delivery;
        if (delivery.state === 'waiting') this.#deliveries.delete(id);
        else this.#deliveries.set(id, { delivery: rest, fence });
      }
      return true;
    });
  }

  noteUse(request: Parameters<AlertStore['noteUse']>[0]): Promise<void> {
    return atOnce(() => this.#channels.noteUse(request));
  }

  createRule(request: Parameters<AlertStore['createRule']>[0]): Promise<StandingRule> {
    return atOnce(() => this.#rules.create(request));
  }

  listRules(request: Parameters<AlertStore['listRules']>[0]): Promise<readonly StandingRule[]> {
    return atOnce(() => this.#rules.list(request));
  }

  findRule(named: Parameters<AlertStore['findRule']>[0]): Promise<StandingRule | undefined> {
    return atOnce(() => this.#rules.find(named));
  }

  changeRule(request: Parameters<AlertStore['changeRule']>[0]): Promise<StandingRule> {
    return atOnce(() => this.#rules.change(request));
  }

  removeRule(named: Parameters<AlertStore['removeRule']>[0]): Promise<boolean> {
    return atOnce(() => {
      if (!this.#rules.remove(named)) return false;
      for (const [id, { ruleId, ...alert }] of this.#alerts) {
        if (ruleId === named.id) this.#alerts.set(id, alert);
      }
      return true;
    });
  }

  listAlerts(request: Parameters<AlertStore['listAlerts']>[0]): Promise<Page<Alert>> {
    return atOnce(() => {
      const { workspaceId, workflowName, ruleId, isFiring, cursor, limit } = request;
      if (cursor !== undefined && !isUuid(cursor)) throw new RuntimeError('list.cursor_invalid', 'No such cursor.');
      const found = this.#of(workspaceId).filter(
        (alert) =>
          (workflowName === undefined || alert.workflow?.name === workflowName) &&
          (ruleId === undefined || alert.ruleId === ruleId) &&
          (isFiring === undefined || isFiringNow(alert) === isFiring) &&
          (cursor === undefined || alert.id < cursor),
      );
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return found.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
    });
  }

  findAlert({ workspaceId, id }: Parameters<AlertStore['findAlert']>[0]): Promise<Alert | undefined> {
    return atOnce(() => this.#of(workspaceId).find((alert) => alert.id === id));
  }

  countFiring({ workspaceId }: Parameters<AlertStore['countFiring']>[0]): ReturnType<AlertStore['countFiring']> {
    return atOnce(() => {
      const firing = this.#of(workspaceId).filter(isFiringNow);
      return { firing: firing.length, unseen: firing.filter(({ acknowledged }) => acknowledged === undefined).length };
    });
  }

  acknowledge({ workspaceId, id, by }: Parameters<AlertStore['acknowledge']>[0]): Promise<Alert> {
    return atOnce(() => {
      const alert = this.#of(workspaceId).find((one) => one.id === id);
      if (alert === undefined) throw new RuntimeError('alert.not_found', `There is no alert ${id}.`);
      const seen = { ...alert, acknowledged: alert.acknowledged ?? { by, atMs: this.#nowMs } };
      this.#alerts.set(id, seen);
      return seen;
    });
  }

  listDeliveries(request: Parameters<AlertStore['listDeliveries']>[0]): Promise<readonly AlertDelivery[]> {
    return atOnce(() =>
      [...this.#deliveries.values()]
        .map(({ delivery }) => delivery)
        .filter(({ workspaceId, events }) => {
          return workspaceId === request.workspaceId && events.some(({ alertId }) => alertId === request.alertId);
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  }

  takeRules({ everySeconds, workspaces }: Parameters<AlertStore['takeRules']>[0]): ReturnType<AlertStore['takeRules']> {
    return atOnce(() => {
      const nowMs = this.#nowMs;
      const due = [...this.#rules.rows.values()].filter(
        ({ rule, nextMs }) => rule.isEnabled && isRuleDue(nextMs, nowMs),
      );
      const taken = [...new Set(due.map(({ rule }) => rule.workspaceId))].slice(0, workspaces);
      const nextMs = (Math.floor(nowMs / 1000 / everySeconds) + 1) * everySeconds * 1000;
      const rules = due.flatMap((row): readonly TakenRule[] => {
        const { rule, state } = row;
        if (!taken.includes(rule.workspaceId)) return [];
        const fence = row.fence + 1;
        this.#rules.rows.set(rule.id, { rule, state, fence, nextMs });
        const isAcknowledged = this.#alerts.get(state.alertId ?? '')?.acknowledged !== undefined;
        return [{ rule, state, fence, isAcknowledged }];
      });
      return { nowMs: rules.length === 0 ? 0 : nowMs, rules };
    });
  }

  noteRound({ workspaceId, notes, notices }: Parameters<AlertStore['noteRound']>[0]): Promise<void> {
    return atOnce(() => {
      const kept = new Set(notes.filter((note) => this.#note(workspaceId, note)).map(({ ruleId }) => ruleId));
      for (const notice of notices) {
        const events = notice.events.filter(({ ruleId }) => kept.has(ruleId));
        if (events.length > 0) this.#keep(workspaceId, { ...notice, events });
      }
    });
  }

  takeDeliveries({
    leaseSeconds,
    limit,
  }: Parameters<AlertStore['takeDeliveries']>[0]): Promise<readonly TakenDelivery[]> {
    return atOnce(() => {
      const nowMs = this.#nowMs;
      const due = [...this.#deliveries.values()]
        .filter(({ delivery }) => isDeliveryDue(delivery, nowMs))
        .sort((a, b) => a.delivery.dueAtMs - b.delivery.dueAtMs)
        .slice(0, limit);
      return due.flatMap((row): readonly TakenDelivery[] => {
        const { workspaceId, id, attempts, channelId = '' } = row.delivery;
        const delivery = { ...row.delivery, attempts: attempts + 1, dueAtMs: nowMs + leaseSeconds * 1000 };
        const fence = row.fence + 1;
        this.#deliveries.set(id, { delivery, fence });
        const channel = this.#channels.find({ workspaceId, id: channelId });
        const alerts = [...new Set(delivery.events.map(({ alertId }) => alertId))].flatMap(
          (alertId) => this.#alerts.get(alertId) ?? [],
        );
        const workspace = this.#places.slugOf(workspaceId);
        return channel === undefined ? [] : [{ lease: { id, fence }, delivery, channel, alerts, workspace }];
      });
    });
  }

  settleDelivery({ lease, outcome }: Parameters<AlertStore['settleDelivery']>[0]): Promise<boolean> {
    return atOnce(() => {
      const row = this.#deliveries.get(lease.id);
      if (row?.fence !== lease.fence || row.delivery.state !== 'waiting') return false;
      const { failure: _failure, ...delivery } = row.delivery;
      const settled = { ...delivery, ...this.#settle(outcome) };
      this.#deliveries.set(lease.id, { delivery: settled, fence: row.fence });
      const detail = outcome.kind === 'sent' ? outcome.detail : outcome.reason;
      if (delivery.channelId !== undefined) {
        this.#channels.noteUse({ id: delivery.channelId, isGood: outcome.kind === 'sent', detail });
      }
      return true;
    });
  }

  findArrival({
    workflowId,
    triggerTypes,
    afterMs,
  }: Parameters<AlertStore['findArrival']>[0]): Promise<number | undefined> {
    return atOnce(() =>
      [...this.#places.table.rows.values()]
        .filter(
          ({ run }) =>
            run.workflowId === workflowId &&
            run.isTest !== true &&
            triggerTypes.some((type) => type === run.trigger.type),
        )
        .map(({ run }) => run.acceptedAtMs)
        .filter((atMs) => atMs > afterMs)
        .sort((a, b) => b - a)
        .at(0),
    );
  }

  removeExpired({ olderThanDays }: Parameters<AlertStore['removeExpired']>[0]): Promise<number> {
    return atOnce(() => {
      const beforeMs = this.#nowMs - olderThanDays * DAY_MS;
      const old = [...this.#alerts.values()].filter(
        ({ clearedAtMs }) => clearedAtMs !== undefined && clearedAtMs < beforeMs,
      );
      for (const { id } of old) this.#alerts.delete(id);
      return old.length;
    });
  }

  get #nowMs(): number {
    return this.#places.table.clock.nowMs();
  }

  /** Newest first. */
  #of(workspaceId: string): readonly Alert[] {
    return [...this.#alerts.values()]
      .filter((alert) => alert.workspaceId === workspaceId)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  #clearOf(ruleId: string): void {
    for (const alert of this.#alerts.values()) {
      if (alert.ruleId === ruleId && alert.clearedAtMs === undefined) {
        this.#alerts.set(alert.id, { ...alert, clearedAtMs: this.#nowMs });
      }
    }
  }

  /** Whether it was kept. */
  #note(workspaceId: string, { ruleId, fence, state, fired, cleared }: RuleNote): boolean {
    const row = this.#rules.rows.get(ruleId);
    if (row?.fence !== fence || row.rule.workspaceId !== workspaceId) return false;
    this.#rules.rows.set(ruleId, { ...row, state });
    if (fired !== undefined) {
      const { name: ruleName, condition, severity, workflow } = row.rule;
      const { id, atMs: startedAtMs, facts } = fired;
      const shown = { ruleId, ruleName, condition, severity, ...(workflow === undefined ? {} : { workflow }) };
      this.#alerts.set(id, { id, workspaceId, ...shown, startedAtMs, facts });
    }
    const over = cleared && this.#alerts.get(cleared.id);
    if (over !== undefined && cleared !== undefined) this.#alerts.set(over.id, { ...over, clearedAtMs: cleared.atMs });
    return true;
  }

  #keep(workspaceId: string, { id, channelId, dueAtMs, isDigest, events }: AlertNotice): void {
    const channel = this.#channels.find({ workspaceId, id: channelId });
    if (channel === undefined) return;
    const told = events.map(({ kind, alertId, atMs }) => ({ kind, alertId, atMs }));
    const waiting = [...this.#deliveries.values()].find(
      ({ delivery }) =>
        isDigest && delivery.isDigest && delivery.attempts === 0 && isSamePlace(delivery, { channelId, dueAtMs }),
    );
    if (waiting !== undefined) {
      const { delivery, fence } = waiting;
      this.#deliveries.set(delivery.id, { delivery: { ...delivery, events: [...delivery.events, ...told] }, fence });
      return;
    }
    const made: AlertDelivery = {
      ...{ id, workspaceId, channelId, channelName: channel.name, state: 'waiting', isDigest, dueAtMs, attempts: 0 },
      events: told,
    };
    this.#deliveries.set(id, { delivery: made, fence: 0 });
  }

  #settle(outcome: DeliveryOutcome): Partial<AlertDelivery> {
    switch (outcome.kind) {
      case 'sent':
        return { state: 'sent', sentAtMs: this.#nowMs };
      case 'failed':
        return { state: 'failed', failure: outcome.reason };
      case 'again':
        return { failure: outcome.reason, dueAtMs: this.#nowMs + outcome.afterSeconds * 1000 };
    }
  }
}

const isFiringNow = ({ clearedAtMs, ruleId }: Alert): boolean => clearedAtMs === undefined && ruleId !== undefined;
const isSamePlace = (
  one: Pick<AlertDelivery, 'channelId' | 'dueAtMs'>,
  other: Pick<AlertDelivery, 'channelId' | 'dueAtMs'>,
): boolean => one.channelId === other.channelId && one.dueAtMs === other.dueAtMs;
