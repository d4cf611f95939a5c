import { useMemo } from 'react';
import { usePanel } from '../panel/panel-context.ts';
import { expressionsOf } from './picker-rows.ts';

/** The id of the list of expressions that plain inputs complete from. */
export const EXPRESSION_LIST_ID = 'panel-expressions';

/** Every value that the open step may read. The list stays the same one while its words do. */
export function useExpressions(): readonly string[] {
  const { roots } = usePanel();
  const text = expressionsOf(roots).join('\n');
  return useMemo(() => text.split('\n'), [text]);
}
