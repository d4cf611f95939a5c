import type { ReadPromotionPreview } from '../../../lib/queries/workspaces.ts';

type Preview = Pick<ReadPromotionPreview, 'connections' | 'connectors' | 'problems' | 'mayPublish' | 'draft' | 'live'>;

/** What keeps a version from being published there; undefined when nothing does. */
export type PublishObstacle = 'rights' | 'lacking';

/** Missing workflows are none: two that call each other must both come. */
export function obstacleOf({ connections, connectors, problems, mayPublish }: Preview): PublishObstacle | undefined {
  if (!mayPublish) return 'rights';
  const isLacking =
    connectors.length > 0 || problems.length > 0 || connections.some(({ chosen }) => chosen === undefined);
  return isLacking ? 'lacking' : undefined;
}

/** What is sent as the mapping: all that is chosen and has another name there. */
export function mappingOf({ connections }: Pick<Preview, 'connections'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    connections.flatMap(({ name, chosen }) => (chosen === undefined || chosen === name ? [] : [[name, chosen]])),
  );
}
