import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type Actor, type VersionHistory, type WorkflowStore } from '@millrace/runtime';
import { VERSION_HISTORY, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from './no-such-workflow.ts';
import { toVersionStats, type ListVersionsQuery, type VersionPage } from './versions.dto.ts';
import { toVersionDto } from './workflows.dto.ts';

/** The versions of a workflow, newest first, and how their runs went. */
@Injectable()
export class VersionListService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(VERSION_HISTORY) private readonly history: VersionHistory,
  ) {}

  async list(actor: Actor, name: string, { cursor, limit, stats }: ListVersionsQuery): Promise<VersionPage> {
    const workspaceId = actor.workspace.id;
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    const found = await this.workflows.listVersions({ workspaceId, name, limit: limit + 1, ...toBound(cursor) });
    const versions = found.slice(0, limit);
    const figures = stats === 'true' ? await this.history.measure(versions.map(({ id }) => id)) : [];
    const byVersion = new Map(figures.map((one) => [one.versionId, toVersionStats(one)]));
    const last = versions.at(-1);
    return {
      items: versions.map((version) => {
        const own = byVersion.get(version.id);
        return { ...toVersionDto(version, workflow.liveVersion?.id), ...(own === undefined ? {} : { stats: own }) };
      }),
      ...(found.length > limit && last !== undefined ? { nextCursor: String(last.number) } : {}),
    };
  }
}

/** A cursor is the number of the last version that was given out. */
function toBound(cursor: string | undefined): { readonly beforeNumber?: number } {
  if (cursor === undefined) return {};
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new RuntimeError(
      'list.cursor_invalid',
      'The cursor is none that a list has given out. Leave it away to begin anew.',
    );
  }
  return { beforeNumber: Number(cursor) };
}
