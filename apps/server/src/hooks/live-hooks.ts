import { Inject, Injectable } from '@nestjs/common';
import type { Clock, LiveWebhook, WorkflowStore } from '@millrace/runtime';
import { isKeepable } from '../http/text.ts';
import { CLOCK, WORKFLOW_STORE } from '../platform/tokens.ts';

const TTL_MS = 1000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly hook: Promise<LiveWebhook | undefined>;
  readonly untilMs: number;
}

/** Where calls of webhooks and forms go, remembered for a second: other processes publish too, and each call must not ask. */
@Injectable()
export class LiveHooks {
  private entries = new Map<string, Entry>();
  private readonly listeners: (() => void)[] = [];

  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  find(workspaceSlug: string, path: string, type: 'webhook' | 'form' = 'webhook'): Promise<LiveWebhook | undefined> {
    // Both come decoded: a slug may hold a slash, and either may hold what no text in the database does.
    const key = `${type}\n${workspaceSlug}\n${path}`;
    if (workspaceSlug.includes('\n') || !isKeepable(key)) return Promise.resolve(undefined);
    const nowMs = this.clock.monotonicMs();
    const known = this.entries.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.hook;
    const hook = this.workflows.findLiveWebhook({ workspaceSlug, path, type });
    if (this.entries.size >= MAX_ENTRIES) this.entries = new Map();
    this.entries.set(key, { hook, untilMs: nowMs + TTL_MS });
    // A failed look-up must not be the answer for a second.
    hook.catch(() => this.entries.delete(key));
    return hook;
  }

  /** After a publish or removal here, the next call asks again at once. */
  forget(): void {
    this.entries = new Map();
    for (const listener of this.listeners) listener();
  }

  /** Told after each publish or removal here. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}
