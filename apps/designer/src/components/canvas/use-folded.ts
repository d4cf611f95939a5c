import { useLocalStorage } from '@mantine/hooks';
import type { WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import type { CanvasItem } from './canvas-events.ts';
import { boxesAround } from './model/scope.ts';

interface Folded {
  /** Names of the Maps and Parallels that are drawn as cards. */
  readonly collapsed: ReadonlySet<string>;
  readonly fold: (name: string) => void;
}

/** Which boxes are closed: kept in this browser for each workflow. What is selected is never hidden in one. */
export function useFolded(document: WorkflowDocument, current: CanvasItem | undefined): Folded {
  const [kept, keep] = useLocalStorage<readonly string[]>({
    key: `millrace-canvas-folded:${document.name}`,
    defaultValue: NONE,
    getInitialValueInEffect: false,
  });
  const around = current === undefined ? '' : JSON.stringify(boxesAround(document, current));
  const collapsed = useMemo(() => {
    const open = new Set(around === '' ? [] : (JSON.parse(around) as readonly string[]));
    return new Set(kept.filter((name) => !open.has(name)));
  }, [kept, around]);
  const fold = (name: string): void =>
    keep(collapsed.has(name) ? kept.filter((other) => other !== name) : [...new Set([...kept, name])]);
  return { collapsed, fold };
}

const NONE: readonly string[] = [];
