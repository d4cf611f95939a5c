import type { EnginePorts } from '../engine-ports.ts';
import { RuntimeError } from '../errors.ts';
import type { Run } from '../run.ts';
import type { VersionCache } from '../version-cache.ts';
import type { RunnableVersion, WantedVersion } from './retry-request.ts';

/** The version that a new run is to have. `workflow.version_not_found`, `workflow.not_published`. */
export async function findWantedVersion(
  { workflows, versions }: Pick<EnginePorts, 'workflows'> & { readonly versions: VersionCache },
  { workspaceId, workflowName: name, versionId }: Run,
  wanted: WantedVersion,
): Promise<RunnableVersion> {
  const found = await (async () => {
    if (wanted === 'same') return versions.find(versionId);
    if (wanted !== 'latest') return workflows.findVersionByNumber({ workspaceId, name, number: wanted });
    const live = (await workflows.find({ workspaceId, name }))?.liveVersion;
    if (live === undefined) throw new RuntimeError('workflow.not_published', `"${name}" has no live version now.`);
    return versions.find(live.id);
  })();
  if (found?.number !== undefined) return { ...found, number: found.number };
  const which = typeof wanted === 'number' ? `version ${wanted}` : 'the version that this run had';
  throw new RuntimeError('workflow.version_not_found', `"${name}" has no longer, or never had, ${which}.`);
}
