import type { JsonValue } from '@millrace/machine';
import type { Engine, HeldStepStore, TokenAnswer } from '@millrace/runtime';
import type { VirtualClock } from '../virtual-clock.ts';
import { insist } from './people.ts';
import { heldPlan, type CallbackPlan, type Decision } from './standstill-script.ts';
import type { SeenHold, Standstills } from './standstills.ts';

interface Desk {
  readonly clock: VirtualClock;
  readonly note: (line: string) => void;
  readonly findDoor: () => Engine | undefined;
  readonly standstills: Standstills;
  /** What everybody may look at. */
  readonly heldSteps: HeldStepStore;
  readonly saltOf: (workflow: string) => number;
}

/** Of a second call, after the first one. */
const SECOND_MS = 2500;

/** Those who decide about held steps and mend connections, and the services that call back. */
export class StandstillPeople {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A step is held from now on. */
  hearHeld(hold: SeenHold): void {
    const { clock, saltOf, heldSteps, findDoor, note } = this.#desk;
    const { call, path, attempt, connection } = hold;
    const scripted = { salt: saltOf(call.run.workflow), path, attempt, arguments: call.arguments };
    const { decisions, afterMs, mendAfterMs } = heldPlan(scripted, hold.error);
    clock.schedule(afterMs, () => void this.#decideAll(hold, decisions));
    if (mendAfterMs === undefined || connection === undefined) return;
    clock.schedule(mendAfterMs, () => {
      note(`somebody mends ${connection}`);
      void heldSteps.noteMended({ workspaceId: call.workspaceId, name: connection });
      // The others look again by themselves.
      if (attempt % 2 === 0) findDoor()?.releaseHeldSoon();
    });
  }

  async #decideAll(hold: SeenHold, decisions: readonly Decision[]): Promise<void> {
    for (const [index, decision] of decisions.entries()) await this.#decide(hold, decision, index > 0);
  }

  /** Somebody who comes later does not look first: he acts on what he saw long ago. */
  async #decide(hold: SeenHold, decided: Decision, isBlind: boolean): Promise<void> {
    const { clock, note, findDoor, standstills } = this.#desk;
    const { runId, path, attempt, call } = hold;
    const decision = toAnswer(decided);
    const request = { workspaceId: call.workspaceId, runId, path, decision };
    const said = await insist(clock, async () => {
      if (!isBlind && !(await this.#isHeld(hold))) return { kind: 'gone' };
      return findDoor()?.decide(request);
    });
    note(`somebody decides ${runId.slice(-4)} ${path} attempt ${attempt}, ${decision.kind}: ${said ?? 'unheard'}`);
    if (said === 'decided') standstills.seeDecided(hold, decision);
  }

  async #isHeld({ runId, path, attempt, sinceMs, call: { workspaceId } }: SeenHold): Promise<boolean> {
    const { items } = await this.#desk.heldSteps.list({ workspaceId, runId, limit: 1000 });
    return items.some((step) => step.path === path && step.attempt === attempt && step.heldSinceMs === sinceMs);
  }

  /** A service is given an address. */
  hearAddress(token: string, { payloads, afterMs }: CallbackPlan): void {
    for (const [index, payload] of payloads.entries())
      this.#desk.clock.schedule(afterMs + index * SECOND_MS, () => void this.#callBack(token, payload));
  }

  async #callBack(token: string, payload: JsonValue): Promise<void> {
    const { clock, note, findDoor } = this.#desk;
    const said = await insist(clock, () => findDoor()?.answerCallback({ token, payload }));
    note(`a service calls back with ${JSON.stringify(payload)}: ${said ?? 'unheard'}`);
  }
}

function toAnswer(decision: Decision): TokenAnswer {
  if (decision.kind === 'again') return decision;
  if (decision.kind === 'threw') return { kind: 'threw', error: decision.error, cause: decision.cause };
  return { kind: 'returned', output: JSON.stringify(decision.output) };
}
