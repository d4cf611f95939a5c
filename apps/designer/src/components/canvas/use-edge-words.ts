import { useMemo } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { useCanvas } from './canvas-context.ts';
import type { Picture, PlacedEdge } from './model/picture.ts';

interface EdgeWords {
  readonly label: string;
  readonly fromTitle: string;
  readonly toTitle: string;
}

const MAX_LABEL_CHARACTERS = 28;
const cut = (label: string): string =>
  label.length > MAX_LABEL_CHARACTERS ? `${label.slice(0, MAX_LABEL_CHARACTERS - 1)}…` : label;

/** What stands on a line, and what its ends are called. */
export function useEdgeWords({ nodes, direction }: Picture): (placed: PlacedEdge) => EdgeWords {
  const { t } = useTranslation('canvas');
  const { words } = useCanvas();
  return useMemo(() => {
    const byId = new Map(nodes.map(({ id, node }) => [id, node]));
    const title = (id: string): string => {
      const node = byId.get(id);
      return node === undefined ? '' : words.title(node);
    };
    // Top down, a Choice's outputs leave from its foot: the rule stands on the way itself.
    const rule = (id: string, handle: string): string => {
      const node = byId.get(id);
      const row = node?.kind === 'state' ? node.rows.find((candidate) => candidate.handle === handle) : undefined;
      if (row === undefined) return '';
      return row.isDefault ? t('otherwise') : row.label;
    };
    return ({ edge: { from, to, handle, label } }) => ({
      label: cut(label === '' && direction === 'TB' ? rule(from, handle) : label),
      fromTitle: title(from),
      toTitle: title(to),
    });
  }, [nodes, direction, words, t]);
}
