import type { TriggerCalls } from '@millrace/connector-host';
import type { DeliveredRequest, HandshakeAnswer } from '@millrace/connector-sdk';
import {
  memberOf,
  type Clock,
  type DeliveryTarget,
  type HeardItems,
  type KeptItems,
  type KeptTrigger,
  type TriggerKeeper,
  type TriggerItem,
  type TriggerMember,
  type VersionCache,
  type WorkflowVersionDocument,
} from '@millrace/runtime';

import { demandValid, receiveFailed } from './delivery-answers.ts';

const CALL_TIMEOUT_MS = 10_000;
/** Services and this installation do not read the same clock. */
const CLOCK_MARGIN_MS = 5000;

export interface DeskParts {
  readonly calls: TriggerCalls;
  readonly triggers: Pick<TriggerKeeper, 'keep'>;
  readonly versions: Pick<VersionCache, 'find'>;
  readonly clock: Clock;
  /** Aborted when the server stops. */
  readonly shutdown: AbortSignal;
}

/** What all deliveries have in common: asked whose they are, read by the connector, kept as runs. */
export class DeliveryDesk {
  constructor(private readonly parts: DeskParts) {}

  /** The answer to a question that is no event. */
  async findHandshake(member: TriggerMember, request: DeliveredRequest): Promise<HandshakeAnswer | undefined> {
    const answer = await this.parts.calls.handshake({ ...this.callOf(member), request });
    if (answer.kind === 'threw') throw receiveFailed(answer);
    return answer.value ?? undefined;
  }

  /** Refuses what was not signed with one of these. */
  async verify(member: TriggerMember, request: DeliveredRequest, secrets: readonly string[]): Promise<void> {
    const { calls, clock } = this.parts;
    const verdict = await calls.verify({ ...this.callOf(member), request, secrets, nowMs: clock.nowMs() });
    if (verdict.kind === 'threw') throw receiveFailed(verdict);
    demandValid(verdict.value);
  }

  /** Whose account an app's delivery is for. */
  async findAccount(member: TriggerMember, request: DeliveredRequest): Promise<string | undefined> {
    const account = await this.parts.calls.account({ ...this.callOf(member), request });
    if (account.kind === 'threw') throw receiveFailed(account);
    return account.value ?? undefined;
  }

  versionOf({ versionId }: KeptTrigger): Promise<WorkflowVersionDocument | undefined> {
    return this.parts.versions.find(versionId);
  }

  /** Which member of which version a live trigger is. */
  async memberOf(trigger: KeptTrigger): Promise<TriggerMember | undefined> {
    const version = await this.versionOf(trigger);
    return version && memberOf(trigger, version);
  }

  /** Starts a run for each item and each who wants it. The connector is asked once for all with the same arguments. */
  async keep(targets: readonly DeliveryTarget[], request: DeliveredRequest): Promise<KeptItems> {
    const read = new Map<string, Promise<readonly TriggerItem[]>>();
    const heard: HeardItems[] = [];
    for (const { trigger, identity, untilMs = Infinity } of targets) {
      const member = await this.memberOf(trigger);
      if (member === undefined) return { kind: 'changed' };
      const key = JSON.stringify([member, trigger.trigger.arguments ?? {}]);
      const items = read.get(key) ?? this.receive(member, trigger, request);
      read.set(key, items);
      const wanted = (await items).filter((item) => !isToldElsewhere(item, untilMs));
      heard.push({ trigger, identity, items: wanted });
    }
    return this.parts.triggers.keep(heard);
  }

  private async receive(
    member: TriggerMember,
    { trigger }: KeptTrigger,
    request: DeliveredRequest,
  ): Promise<readonly TriggerItem[]> {
    const input = trigger.arguments ?? {};
    const items = await this.parts.calls.receive({ ...this.callOf(member), request, input });
    if (items.kind === 'threw') throw receiveFailed(items);
    return items.value;
  }

  private callOf(member: TriggerMember) {
    return { ...member, timeoutMs: CALL_TIMEOUT_MS, signal: this.parts.shutdown };
  }
}

/** The subscription that has taken the place of this one tells of what happened since. */
function isToldElsewhere({ at }: TriggerItem, untilMs: number): boolean {
  const atMs = at === undefined ? Number.NaN : Date.parse(at);
  return atMs > untilMs + CLOCK_MARGIN_MS;
}
