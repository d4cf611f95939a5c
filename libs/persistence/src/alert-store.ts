import {
  RuntimeError,
  type Alert,
  type AlertChannel,
  type AlertDelivery,
  type AlertStore,
  type Page,
  type SealedAlertChannel,
  type StandingRule,
  type TakenDelivery,
} from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import {
  changeChannel,
  findChannel,
  insertChannel,
  listChannels,
  noteChannelUse,
  removeChannel,
} from './sql/keep-alert-channels.ts';
import { changeRule, findRule, insertRule, listRules, removeRule } from './sql/keep-alert-rules.ts';
import {
  acknowledgeAlert,
  countFiring,
  findAlert,
  findArrival,
  listAlerts,
  listDeliveries,
  removeExpiredAlerts,
} from './sql/read-alerts.ts';
import { noteRound, settleDelivery, takeDeliveries, takeRules } from './sql/work-alerts.ts';
import { isUuid } from './uuid.ts';

/** Alerts in Postgres. */
export class PostgresAlertStore implements AlertStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  createChannel(request: Parameters<AlertStore['createChannel']>[0]): Promise<AlertChannel> {
    return insertChannel(this.#pool, request);
  }

  listChannels({ workspaceId }: Parameters<AlertStore['listChannels']>[0]): Promise<readonly AlertChannel[]> {
    return listChannels(this.#pool, workspaceId);
  }

  async findChannel(named: Parameters<AlertStore['findChannel']>[0]): Promise<SealedAlertChannel | undefined> {
    return isUuid(named.id) ? findChannel(this.#pool, named) : undefined;
  }

  changeChannel(request: Parameters<AlertStore['changeChannel']>[0]): Promise<AlertChannel | undefined> {
    return changeChannel(this.#pool, request);
  }

  async removeChannel(named: Parameters<AlertStore['removeChannel']>[0]): Promise<boolean> {
    return isUuid(named.id) && removeChannel(this.#pool, named);
  }

  noteUse(request: Parameters<AlertStore['noteUse']>[0]): Promise<void> {
    return noteChannelUse(this.#pool, request);
  }

  createRule(request: Parameters<AlertStore['createRule']>[0]): Promise<StandingRule> {
    return inTransaction(this.#pool, (client) => insertRule(client, request));
  }

  listRules(request: Parameters<AlertStore['listRules']>[0]): Promise<readonly StandingRule[]> {
    return listRules(this.#pool, request);
  }

  async findRule(named: Parameters<AlertStore['findRule']>[0]): Promise<StandingRule | undefined> {
    return isUuid(named.id) ? findRule(this.#pool, named) : undefined;
  }

  async changeRule(request: Parameters<AlertStore['changeRule']>[0]): Promise<StandingRule> {
    if (!isUuid(request.id)) throw new RuntimeError('alert.rule_not_found', `There is no alert rule ${request.id}.`);
    return inTransaction(this.#pool, (client) => changeRule(client, request));
  }

  async removeRule(named: Parameters<AlertStore['removeRule']>[0]): Promise<boolean> {
    return isUuid(named.id) && inTransaction(this.#pool, (client) => removeRule(client, named));
  }

  listAlerts(request: Parameters<AlertStore['listAlerts']>[0]): Promise<Page<Alert>> {
    return listAlerts(this.#pool, request);
  }

  async findAlert(named: Parameters<AlertStore['findAlert']>[0]): Promise<Alert | undefined> {
    return isUuid(named.id) ? findAlert(this.#pool, named) : undefined;
  }

  countFiring({ workspaceId }: Parameters<AlertStore['countFiring']>[0]): ReturnType<AlertStore['countFiring']> {
    return countFiring(this.#pool, workspaceId);
  }

  async acknowledge(request: Parameters<AlertStore['acknowledge']>[0]): Promise<Alert> {
    const alert = isUuid(request.id) ? await acknowledgeAlert(this.#pool, request) : undefined;
    if (alert === undefined) throw new RuntimeError('alert.not_found', `There is no alert ${request.id}.`);
    return alert;
  }

  async listDeliveries(request: Parameters<AlertStore['listDeliveries']>[0]): Promise<readonly AlertDelivery[]> {
    return isUuid(request.alertId) ? listDeliveries(this.#pool, request) : [];
  }

  takeRules(request: Parameters<AlertStore['takeRules']>[0]): ReturnType<AlertStore['takeRules']> {
    return takeRules(this.#pool, request);
  }

  noteRound(request: Parameters<AlertStore['noteRound']>[0]): Promise<void> {
    return inTransaction(this.#pool, (client) => noteRound(client, request));
  }

  takeDeliveries(request: Parameters<AlertStore['takeDeliveries']>[0]): Promise<readonly TakenDelivery[]> {
    return takeDeliveries(this.#pool, request);
  }

  settleDelivery(request: Parameters<AlertStore['settleDelivery']>[0]): Promise<boolean> {
    return inTransaction(this.#pool, (client) => settleDelivery(client, request));
  }

  findArrival(request: Parameters<AlertStore['findArrival']>[0]): Promise<number | undefined> {
    return findArrival(this.#pool, request);
  }

  removeExpired({ olderThanDays }: Parameters<AlertStore['removeExpired']>[0]): Promise<number> {
    return removeExpiredAlerts(this.#pool, olderThanDays);
  }
}
