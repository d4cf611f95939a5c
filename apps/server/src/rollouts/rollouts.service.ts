import { Inject, Injectable } from '@nestjs/common';
import {
  RuntimeError,
  type Actor,
  type RolloutStore,
  type VersionHistory,
  type WorkflowStore,
} from '@millrace/runtime';
import { ROLLOUT_STORE, VERSION_HISTORY, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { LiveChanges } from './live-changes.ts';
import { toRolloutDto, type RolloutAnswer, type RolloutRequest } from './rollouts.dto.ts';

const ALL_PERCENT = 100;

/** Rollouts: a version has a part of the new runs until it is made live, or proves to be worse. */
@Injectable()
export class RolloutsService {
  constructor(
    @Inject(ROLLOUT_STORE) private readonly rollouts: RolloutStore,
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(VERSION_HISTORY) private readonly history: VersionHistory,
    private readonly changes: LiveChanges,
  ) {}

  async read({ workspace }: Actor, name: string): Promise<RolloutAnswer> {
    const rollout = await this.rollouts.find({ workspaceId: workspace.id, name });
    if (rollout === undefined) return {};
    const { base, candidate, startedAtMs: fromMs, end } = rollout;
    const versionIds = end === undefined ? [base.versionId, candidate.versionId] : [];
    const [ofBase, ofCandidate] = await this.history.measure(versionIds, { fromMs });
    return { rollout: toRolloutDto(rollout, [ofBase, ofCandidate]) };
  }

  async put(
    actor: Actor,
    name: string,
    { version: number, percent, rule, changes }: RolloutRequest,
  ): Promise<RolloutAnswer> {
    const named = { workspaceId: actor.workspace.id, name };
    if (percent < ALL_PERCENT) {
      const wish = { number, percent, startedBy: actor.name };
      await this.rollouts.keep({ ...named, ...wish, rule, changes });
    } else {
      await this.requireCandidate(named, number);
      await this.requireActive(named, changes);
      await this.workflows.activate({ ...named, number, activatedBy: actor.name });
    }
    this.changes.note();
    return this.read(actor, name);
  }

  async remove(actor: Actor, name: string): Promise<void> {
    const active = await this.rollouts.find({ workspaceId: actor.workspace.id, name });
    if (active === undefined || active.end !== undefined) return;
    const by = actor.name;
    await this.rollouts.rollBack({ id: active.id, by, reason: `${by} rolled v${active.candidate.number} back.` });
    this.changes.note();
  }

  /** Whoever promotes what was just rolled back has not seen why. */
  private async requireActive(named: { workspaceId: string; name: string }, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const newest = await this.rollouts.find(named);
    if (newest?.id === id && newest.end === undefined) return;
    throw new RuntimeError('rollout.ended', `The rollout has ended meanwhile. ${newest?.end?.reason ?? ''}`.trimEnd());
  }

  /** What is refused with a part of the runs is refused with all of them. */
  private async requireCandidate(named: { workspaceId: string; name: string }, number: number): Promise<void> {
    const workflow = await this.workflows.find(named);
    if (workflow === undefined) throw noSuchWorkflow(named.name);
    if (workflow.liveVersion === undefined) {
      throw new RuntimeError('rollout.nothing_live', `No version of "${named.name}" is live: make v${number} live.`);
    }
    if (workflow.liveVersion.number === number) {
      throw new RuntimeError('rollout.candidate_live', `v${number} of "${named.name}" is live already.`);
    }
    if ((await this.workflows.findVersionByNumber({ ...named, number })) === undefined) {
      throw new RuntimeError('rollout.version_unknown', `"${named.name}" has no v${number}.`);
    }
  }
}
