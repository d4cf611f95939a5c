import { useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import type { BoardTile } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { isMetric, type TileKind } from '../model/board-tiles.ts';
import '../words.ts';

interface TileWords {
  readonly kindOf: (kind: TileKind) => string;
  /** Its own title, or what it shows of what. */
  readonly titleOf: (tile: BoardTile) => string;
}

/** What tiles are called. */
export function useTileTitle(): TileWords {
  const { t } = useTranslation(['boards', 'metrics']);
  const workflows = useWorkflowNames();
  const kindOf = (kind: TileKind): string =>
    isMetric(kind) ? t(`metric.${kind}`, { ns: 'metrics' }) : t(`kind.${kind}`);
  return {
    kindOf,
    titleOf: ({ kind, workflow, connector, title }) => {
      if (title !== undefined) return title;
      const named = workflows.find(({ name }) => name === workflow)?.title ?? workflow;
      return [kindOf(kind), named, connector].filter((part) => part !== undefined).join(' · ');
    },
  };
}
