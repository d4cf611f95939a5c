import { useMemo } from 'react';
import { usePanel } from '../panel/panel-context.ts';

/** The id of the list of expressions that plain inputs complete from. */
export const EXPRESSION_LIST_ID = 'panel-expressions';

/** For the `list` of an input. */
export function useListedExpressions(): string {
  return EXPRESSION_LIST_ID;
}

/** The expressions of the open step. */
export function useExpressions(): readonly string[] {
  const { roots } = usePanel();
  return useMemo(
    () => [...new Set(['$states.input', '$states.context', ...roots.map((root) => root.expression)])],
    [roots],
  );
}
