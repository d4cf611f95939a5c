import type { Clock, Ids } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import type { AlertEvent } from './alert.ts';
import type { AlertStore, RuleNote, TakenRule } from './alert-store.ts';
import { evaluateRule, type RuleOutcome } from './evaluate-rule.ts';
import { findFacts, type FactSources } from './find-facts.ts';
import { planNotices, type RuleNews } from './plan-notices.ts';
import { readCondition, type ConditionSources } from './read-condition.ts';

const LOOK_MS = 2000;
const EVERY_SECONDS = 20;
const WORKSPACES = 20;
const CLEAN_UP_MS = 3_600_000;
/** As long as figures by the hour are kept: what an alert showed can be looked up while it is there. */
const KEPT_DAYS = 90;

interface WatchParts {
  readonly store: Pick<AlertStore, 'takeRules' | 'noteRound' | 'removeExpired'>;
  readonly sources: ConditionSources & FactSources;
  readonly clock: Pick<Clock, 'schedule' | 'monotonicMs'>;
  readonly ids: Ids;
  /** There is something to be told. */
  readonly onNotices: () => void;
  readonly report: (cause: unknown) => void;
}
interface Seen {
  readonly note: RuleNote;
  readonly news?: RuleNews;
}

/** Looks at rules, again and again. Processes share them, and a round of a workspace is one process's. */
export class AlertWatch {
  readonly #parts: WatchParts;
  readonly #repeating: Repeating;
  #cleansAtMs = -Infinity;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  stop(): Promise<void> {
    return this.#repeating.stop();
  }

  /** A rule is new, or has changed. */
  wake(): void {
    if (this.#repeating.isStarted) void this.#repeating.now();
  }

  /** One turn. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #turn(): Promise<number> {
    const { store, report } = this.#parts;
    try {
      const { nowMs, rules } = await store.takeRules({ everySeconds: EVERY_SECONDS, workspaces: WORKSPACES });
      const workspaces = new Set(rules.map(({ rule }) => rule.workspaceId));
      // One that cannot be looked at keeps nobody from looking at the others.
      for (const workspaceId of workspaces) {
        const own = rules.filter(({ rule }) => rule.workspaceId === workspaceId);
        await this.#look(workspaceId, own, nowMs).catch(report);
      }
      await this.#cleanUp();
    } catch (cause) {
      report(cause);
    }
    return LOOK_MS;
  }

  async #look(workspaceId: string, rules: readonly TakenRule[], nowMs: number): Promise<void> {
    const { store, ids, onNotices, report } = this.#parts;
    const seen: Seen[] = [];
    for (const taken of rules) {
      try {
        seen.push(await this.#lookAt(taken, nowMs));
      } catch (cause) {
        report(cause);
      }
    }
    const news = seen.flatMap((one) => one.news ?? []);
    const notices = planNotices(news, { nowMs, newId: () => ids.runId() });
    await store.noteRound({ workspaceId, notes: seen.map(({ note }) => note), notices });
    if (notices.length > 0) onNotices();
  }

  async #lookAt({ rule, state, fence, isAcknowledged }: TakenRule, nowMs: number): Promise<Seen> {
    const { sources, ids } = this.#parts;
    const { condition, remindMinutes, mutedUntilMs = 0 } = rule;
    const reading = await readCondition(sources, rule, nowMs);
    const isMuted = mutedUntilMs > nowMs;
    const { outcome, state: next } = evaluateRule(
      { condition, remindMinutes, isMuted, isAcknowledged, state, nowMs },
      reading,
    );
    const note = { ruleId: rule.id, fence, state: next };
    if (outcome === 'holds') return { note };
    if (outcome === 'fires') {
      const id = ids.runId();
      const facts = await findFacts(sources, rule, reading);
      const fired = { ...note, state: { ...next, alertId: id }, fired: { id, atMs: nowMs, facts } };
      return isMuted ? { note: fired } : { note: fired, news: newsOf(rule, { outcome, alertId: id, atMs: nowMs }) };
    }
    const { alertId } = state;
    if (alertId === undefined) return { note };
    const ended = outcome === 'clears' ? { ...note, cleared: { id: alertId, atMs: nowMs } } : note;
    // Who was not told that it fired need not be told that it is over.
    const isTold = outcome === 'reminds' || (!isMuted && state.toldAtMs !== undefined);
    return isTold ? { note: ended, news: newsOf(rule, { outcome, alertId, atMs: nowMs }) } : { note: ended };
  }

  async #cleanUp(): Promise<void> {
    const { store, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#cleansAtMs) return;
    this.#cleansAtMs = nowMs + CLEAN_UP_MS;
    await store.removeExpired({ olderThanDays: KEPT_DAYS });
  }
}

const KIND_OF = { fires: 'fired', reminds: 'reminded', clears: 'cleared' } as const satisfies Readonly<
  Record<Exclude<RuleOutcome, 'holds'>, AlertEvent['kind']>
>;

function newsOf(
  rule: TakenRule['rule'],
  { outcome, alertId, atMs }: Pick<AlertEvent, 'alertId' | 'atMs'> & { readonly outcome: keyof typeof KIND_OF },
): RuleNews {
  return { rule, event: { kind: KIND_OF[outcome], alertId, atMs } };
}
