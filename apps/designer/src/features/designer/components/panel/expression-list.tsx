import { memo, type ReactElement } from 'react';
import { usePanel } from './panel-context.ts';

/** The id of the list of expressions that plain inputs complete from. */
export const EXPRESSION_LIST_ID = 'panel-expressions';

/** What plain inputs complete from. */
export function ExpressionList(): ReactElement {
  return <Options expressions={usePanel().expressions} />;
}

const Options = memo(function Options({ expressions }: { readonly expressions: readonly string[] }): ReactElement {
  return (
    <datalist id={EXPRESSION_LIST_ID}>
      {expressions.map((expression) => (
        <option key={expression} value={`{% ${expression} %}`} />
      ))}
    </datalist>
  );
});
