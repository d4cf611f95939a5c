import type { VersionCache } from '../version-cache.ts';
import { releaseAfterFailure, troubleOf } from './decide-poll.ts';
import { hashSubscriptionIdentity } from './trigger-identity.ts';
import { memberOf, type NamedTrigger, type TriggerParts } from './trigger-parts.ts';
import type { TriggerStore } from './trigger-store.ts';
import type { KeptTrigger, TriggerFacts, TriggerMember, TriggerOutcome } from './trigger.ts';

const BATCH_TRIGGERS = 50;
const LEASE_SECONDS = 60;
const IDENTITY_TIMEOUT_MS = 10_000;

/** Asks connectors what the triggers of versions are that went live: how they hear, and what they want to be told. */
export class TriggerSettler {
  readonly #parts: TriggerParts;
  readonly #versions: VersionCache;

  constructor(parts: TriggerParts, versions: VersionCache) {
    this.#parts = parts;
    this.#versions = versions;
  }

  /** Returns whether there may be more. */
  async settle(signal: AbortSignal): Promise<boolean> {
    const taken = await this.#parts.store.takeUnsettled({ limit: BATCH_TRIGGERS, leaseSeconds: LEASE_SECONDS });
    for (const trigger of taken) await this.#settleOne(trigger, signal);
    return taken.length === BATCH_TRIGGERS;
  }

  async #settleOne(trigger: KeptTrigger, signal: AbortSignal): Promise<void> {
    const version = await this.#versions.find(trigger.versionId);
    if (version === undefined) return;
    const member = memberOf(trigger, version);
    const facts = await this.#parts.caller.describe(member);
    if (facts.kind === 'threw') return this.#noteFailure({ ...trigger, workflow: version.workflowName }, facts);
    const { kind, everySeconds } = facts.value;
    const { id, versionId } = trigger;
    const settled = { id, versionId, kind, ...(everySeconds === undefined ? {} : { everySeconds }) };
    if (kind !== 'subscription') {
      await this.#parts.store.settle(settled);
      return;
    }
    const wish = await this.#wishOf(trigger, { member, facts: facts.value, signal });
    if (wish.kind === 'threw') await this.#noteFailure({ ...trigger, workflow: version.workflowName }, wish);
    else await this.#parts.store.settle({ ...settled, subscription: wish.value });
  }

  async #wishOf(
    { workspaceId, trigger }: KeptTrigger,
    {
      member,
      facts,
      signal,
    }: { readonly member: TriggerMember; readonly facts: TriggerFacts; readonly signal: AbortSignal },
  ): Promise<TriggerOutcome<NonNullable<Parameters<TriggerStore['settle']>[0]['subscription']>>> {
    const { caller, secrets } = this.#parts;
    const input = trigger.arguments ?? {};
    const identity = await caller.identity({ ...member, input, timeoutMs: IDENTITY_TIMEOUT_MS, signal });
    if (identity.kind === 'threw') return identity;
    try {
      const { version, workspaceId: _, ...rest } = member;
      const wish = { ...rest, ...(version === undefined ? {} : { connectorVersion: version }) };
      const made = secrets.make({ workspaceId, isStandard: facts.isStandardSecret });
      const identityHash = hashSubscriptionIdentity(identity.value);
      return { kind: 'returned', value: { ...wish, identity: identity.value, identityHash, ...made } };
    } catch (cause) {
      // Without a key this installation keeps no secrets.
      const { code, message } = cause as { readonly code?: string; readonly message?: string };
      return { kind: 'threw', error: 'Connector.Fatal', cause: JSON.stringify({ code, message }) };
    }
  }

  async #noteFailure(
    { id, versionId, workflow, workflowId, triggerId, attempts }: NamedTrigger,
    failure: Extract<TriggerOutcome<never>, { kind: 'threw' }>,
  ): Promise<void> {
    const trouble = troubleOf(failure);
    this.#parts.report({ kind: 'trigger.failed', workflow, workflowId, triggerId, trouble });
    await this.#parts.store.noteUnsettled({
      id,
      versionId,
      inMs: releaseAfterFailure(failure, attempts).nextInMs,
      trouble,
    });
  }
}
