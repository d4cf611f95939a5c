import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import type { CanvasStepState } from './canvas-context.ts';
import type { NodeWords } from './flow.ts';
import type { CanvasNode } from './model/canvas-graph.ts';
import { useKindWords } from './use-kind-words.ts';

/** What nodes are called, and what a screen reader says of them. */
export function useNodeWords({
  connectors,
  stepStates,
}: {
  readonly connectors: readonly ConnectorDescription[];
  readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
}): NodeWords {
  const { t } = useTranslation('canvas');
  const kindOf = useKindWords(connectors);
  return useMemo(() => {
    const title = (node: CanvasNode): string =>
      node.kind === 'trigger' ? t(`trigger.${node.trigger.type}`) : node.kind === 'state' ? node.name : '';
    const describe = (node: CanvasNode): string => {
      if (node.kind === 'open') return '';
      if (node.kind === 'trigger') return t('describe.trigger', { title: title(node) });
      const step = stepStates?.[node.name];
      const outcome =
        step === undefined
          ? ''
          : `, ${t(`status.${step.status}`, { ns: 'common' })}${step.durationMs === undefined ? '' : `, ${formatDuration(step.durationMs)}`}`;
      const leads =
        node.leadsTo.length === 0 ? t('describe.ends') : t('describe.leads', { names: node.leadsTo.join(', ') });
      return `${t('describe.step', { number: node.number, name: node.name, kind: kindOf(node.state) })}${outcome}, ${leads}`;
    };
    // Cards that an edit left alone are the same objects, and are described once.
    const described = new WeakMap<CanvasNode, string>();
    const describeOnce = (node: CanvasNode): string => {
      const words = described.get(node) ?? describe(node);
      described.set(node, words);
      return words;
    };
    return { title, describe: describeOnce, otherwise: t('otherwise') };
  }, [t, kindOf, stepStates]);
}
