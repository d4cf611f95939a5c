import { memo, type ReactElement } from 'react';
import { EXPRESSION_LIST_ID } from '../../../../components/schema-form/takes-expressions.ts';
import { usePanel } from './panel-context.ts';

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
