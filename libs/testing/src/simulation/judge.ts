import {
  idempotencyKeyOf,
  type ConnectorCall,
  type NewRun,
  type RunAnswer,
  type RunFeedEvent,
  type RunStore,
  type StepRecord,
} from '@millrace/runtime';
import { judgeEffects, judgeEnd } from './judge-run.ts';
import { judgeStandstills } from './judge-standstills.ts';
import { judgeTurns } from './judge-turns.ts';
import type { Model } from './model.ts';
import { threadOf, threadsAround } from './paths.ts';
import type { RunFacts, RunLedger, SeenEffect } from './run-ledger.ts';
import { retriedComposites } from './documents.ts';
import type { Scenario } from './scenario.ts';
import { MAX_DELAY_MS, type SimulatedProcess } from './simulated-process.ts';
import type { Standstills } from './standstills.ts';
import type { Verdict } from './verdict.ts';

/** A kind of violation, and what exactly happened. */
export interface Violation {
  readonly code: string;
  readonly text: string;
}
interface Court {
  readonly ledger: RunLedger;
  readonly standstills: Standstills;
  readonly scenario: Scenario;
  readonly model: Model;
  readonly nowMs: () => number;
  readonly object: (code: string, text: string) => void;
  /** When nothing breaks any more, if that is so already. */
  readonly healedAtMs: () => number | undefined;
}

/** After a cancel is acknowledged, nothing but an undoing begins later than this (when nothing breaks). */
const CANCEL_MS = 2000;
/** Steps asked for at once. */
const PAGE = 1000;

/** Says what must not happen, and did. */
export class Judge {
  readonly #court: Court;
  readonly #retried = new Map<string, (path: string) => boolean>();
  readonly #answeredTokens = new Map<string, string>();

  constructor(court: Court) {
    this.#court = court;
    for (const { document } of court.scenario.workflows) this.#retried.set(document.name, retriedComposites(document));
  }

  /** Only who holds a run begins a task of it, under its own key, once what came before is durable. */
  seeBegun(call: ConnectorCall, caller: Pick<SimulatedProcess, 'name' | 'runningSinceMs'>): void {
    const { id, path, attempt } = call.run;
    const { ledger, standstills, object } = this.#court;
    if (call.idempotencyKey !== idempotencyKeyOf(id, path)) object('key', `${id}: ${path} has another key`);
    const facts = ledger.facts.get(id);
    const effect = `${path} ${attempt}`;
    standstills.seeBegun(call, facts, this.#retried.get(call.run.workflow)?.(path) === true);
    if (facts === undefined) {
      if (call.action !== 'read') object('unkept', `${id}: ${path} writes for a run that is not kept`);
      const early = ledger.early.get(id) ?? new Map<string, SeenEffect>();
      ledger.early.set(id, early);
      note(early, effect, ledger.moment());
      return;
    }
    const objection = this.#objection(facts, call, caller);
    if (objection !== undefined) object(...objection);
    this.#noteUndoing(facts, call);
    note(facts.effects, effect, ledger.moment());
  }

  /** What undoes a step is given the same each time. */
  #noteUndoing({ undoingInputs }: RunFacts, { run: { id, path }, arguments: given }: ConnectorCall): void {
    if (!path.endsWith('/Compensate')) return;
    const input = JSON.stringify(given);
    const first = undoingInputs.get(path) ?? input;
    if (first !== input) this.#court.object('undoing', `${id}: ${path} is called with ${input} after ${first}`);
    undoingInputs.set(path, first);
  }

  #objection(
    { ends, holder, cancel, ...facts }: RunFacts,
    call: ConnectorCall,
    caller: Pick<SimulatedProcess, 'name' | 'runningSinceMs'>,
  ): [string, string] | undefined {
    const { id, path, workflow } = call.run;
    const { nowMs, healedAtMs } = this.#court;
    if (ends > 0) return ['begun-after-end', `${id}: ${path} begins though the run has ended`];
    if (holder !== caller.name)
      return ['not-holder', `${id}: ${path} begins in ${caller.name}, but ${String(holder)} holds the run`];
    // A process that stood still hears of it when it goes on.
    // What is on its way when nothing breaks any more still comes late.
    const promptMs = (healedAtMs() ?? Infinity) + MAX_DELAY_MS;
    const stopMs = Math.max(cancel?.atMs ?? Infinity, promptMs, caller.runningSinceMs) + CANCEL_MS;
    const isUndoing = path.endsWith('/Compensate');
    if (nowMs() > stopMs && !isUndoing) return ['begun-after-cancel', `${id}: ${path} begins long after the cancel`];
    // A composite state that is tried again does anew what is below it.
    if (isUndoing || this.#retried.get(workflow)?.(path) === true) return undefined;
    return this.#undurable(facts, call);
  }

  #undurable(
    { recordedPaths, begunWrites }: Pick<RunFacts, 'recordedPaths' | 'begunWrites'>,
    call: ConnectorCall,
  ): [string, string] | undefined {
    const { id, path, workflow } = call.run;
    if (recordedPaths.has(path)) return ['again', `${id}: ${path} begins again though its end is durable`];
    const subject = this.#court.scenario.workflows.find(({ document }) => document.name === workflow);
    const around = threadsAround(threadOf(path));
    const open = [...begunWrites].find(
      (begun) =>
        begun !== path &&
        !recordedPaths.has(begun) &&
        around.includes(threadOf(begun)) &&
        !this.#court.standstills.isDecided(id, begun),
    );
    const isDurable = subject?.document.settings?.durability !== 'run';
    if (isDurable && open !== undefined)
      return ['undurable', `${id}: ${path} begins before the end of ${open} is durable`];
    // An answer from elsewhere is durable where it was given.
    if (call.action !== 'read' && call.action !== 'ask') begunWrites.add(path);
    return undefined;
  }

  seeDone({ run: { id, path, attempt } }: ConnectorCall): void {
    const { ledger } = this.#court;
    const seen = (ledger.facts.get(id)?.effects ?? ledger.early.get(id))?.get(`${path} ${attempt}`);
    if (seen !== undefined) seen.done = Math.min(seen.done, this.#court.ledger.moment());
  }

  /** Whoever is told that his answer counts is the only one. */
  seeAnswered(token: string, answer: string): void {
    const first = this.#answeredTokens.get(token);
    if (first !== undefined) this.#court.object('token-twice', `a token is answered with ${first} and with ${answer}`);
    this.#answeredTokens.set(token, answer);
  }

  /** Nobody hears of what the store does not have. */
  hear({ kind, runId }: RunFeedEvent): void {
    const facts = this.#court.ledger.facts.get(runId);
    if (facts === undefined) this.#court.object('told-unkept', `${runId}: ${kind} of a run that is not kept`);
    else if (kind === 'run.ended' && facts.ends === 0) this.#court.object('told-early', `${runId}: told to have ended`);
  }

  /** Whatever a caller is told must be so in the moment it is told. */
  hearAnswer(answer: RunAnswer, key: string | undefined): void {
    const { runId, isRepetition } = answer;
    const { ledger, object } = this.#court;
    const facts = ledger.facts.get(runId);
    if (facts === undefined) object('lost', `${runId}: promised, but not kept`);
    else if (isRepetition && facts.run.dedupe?.key !== key) object('dedupe', `${runId}: a repetition of another key`);
    else if (answer.kind === 'ended' && facts.ends === 0) object('told-early', `${runId}: answered as ended`);
  }

  /** Compares what became of all runs with what would have become of them without faults. */
  async judge(runs: RunStore): Promise<void> {
    const { ledger, object } = this.#court;
    for (const facts of ledger.facts.values()) {
      if (facts.run.parent !== undefined) this.#noteChild(facts.run);
    }
    for (const facts of ledger.facts.values()) await this.#judgeRun(facts, runs);
    this.#judgeKeys();
    judgeTurns([...ledger.facts.values()], this.#court);
    const counts = await runs.countByStatus({ acceptedFromMs: 0 });
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    if (sum !== ledger.facts.size) object('conservation', `${sum} runs are kept, ${ledger.facts.size} were accepted`);
  }

  /** A child is what an attempt of its parent did. */
  #noteChild({ id, parent, dedupe }: NewRun): void {
    const { ledger, object } = this.#court;
    const effect = `${parent?.path ?? ''} ${dedupe?.key.split('/').at(-1) ?? ''}`;
    const effects = ledger.facts.get(parent?.runId ?? '')?.effects;
    if (effects === undefined) object('invented', `${id}: started by a run that is not kept`);
    // A composite state around it that is tried again starts another one: keys tell what is one too many.
    else if (!effects.has(effect)) effects.set(effect, { begun: -1, done: 0 });
  }

  async #judgeRun(facts: RunFacts, runs: RunStore): Promise<void> {
    const { id: runId, workspaceId } = facts.run;
    const { object, scenario, model } = this.#court;
    const run = await runs.find({ workspaceId, runId });
    if (run === undefined) throw new Error(`Run ${runId} was kept, and is not there.`);
    if (facts.ends === 0)
      object('stuck', `${runId} of ${run.workflowName} is ${run.status} at ${run.currentState ?? '-'}`);
    if (facts.ends > 1) object('ended-twice', `${runId} has ended ${facts.ends} times`);
    if (facts.ends !== 1) return;
    const workflow = scenario.workflows.find(({ document }) => document.name === run.workflowName);
    if (workflow === undefined) throw new Error(`Nothing is expected of ${run.workflowName}.`);
    const steps = await this.#stepsOf(facts, runs);
    if (steps === undefined) return;
    const verdict: Verdict = { facts, run, steps, workflow, model, object };
    const ways = judgeEnd(verdict);
    if (ways !== undefined) judgeEffects(verdict, ways);
    judgeStandstills(verdict, this.#court.standstills);
  }

  async #stepsOf(
    { run: { id: runId, workspaceId } }: RunFacts,
    runs: RunStore,
  ): Promise<readonly StepRecord[] | undefined> {
    const steps: StepRecord[] = [];
    for (let page = PAGE; page === PAGE;) {
      const more = await runs.listSteps({ workspaceId, runId, afterSequence: steps.length - 1, limit: PAGE });
      steps.push(...more);
      page = more.length;
    }
    const missing = (steps as readonly (StepRecord | undefined)[]).indexOf(undefined);
    if (missing === -1) return steps;
    this.#court.object('records', `${runId}: the record ${missing} of ${steps.length} is missing`);
    return undefined;
  }

  /** One event, one run. */
  #judgeKeys(): void {
    const owners = new Map<string, string>();
    for (const { run } of this.#court.ledger.facts.values()) {
      if (run.dedupe === undefined) continue;
      const key = `${run.workflowId} ${run.trigger.id} ${run.dedupe.key}`;
      const owner = owners.get(key);
      if (owner !== undefined) this.#court.object('key-twice', `${run.id} shares its key with ${owner}`);
      owners.set(key, run.id);
    }
  }
}

function note(effects: Map<string, SeenEffect>, effect: string, moment: number): void {
  if (!effects.has(effect)) effects.set(effect, { begun: moment, done: Infinity });
}
