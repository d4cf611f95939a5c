import { type ReactElement, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { FixedControl } from '../../../../components/schema-form/fixed-control.tsx';
import { languageOf } from '../../../../components/schema-form/model/schema.ts';
import type { FieldProps } from '../../../../components/schema-form/schema-form.tsx';
import type { Preview } from '../../hooks/use-preview.ts';
import { expressionOf, type FieldMode, shownLiteral, storedLiteral, toExpression } from '../../model/field-mode.ts';
import { pathLabelOf } from '../../model/path-label.ts';
import { ExpressionField } from '../code/expression-field.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { PathPill } from './path-pill.tsx';
import { TextValue } from './text-value.tsx';
import type { FieldModeState } from './use-field-mode.ts';
import type { EditedTemplate } from './use-picking.ts';

interface Props extends FieldProps {
  readonly id: string;
  readonly mode: FieldMode;
  readonly state: FieldModeState;
  readonly editor: RefObject<EditorHandle | null>;
  readonly template: EditedTemplate;
  /** What its expression gives for the sample. */
  readonly preview: Preview | undefined;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
}

/** The value in its mode. */
export function FieldValue(props: Props): ReactElement {
  const { mode, spec, value, onChange, editor, template, preview, isInvalid, describedBy } = props;
  if (mode === 'mapping') return <MappedValue {...props} />;
  if (mode === 'text')
    return (
      <TextValue
        label={spec.title}
        language={languageOf(spec.schema)}
        {...template}
        {...{ preview, isInvalid, describedBy }}
        handle={editor}
      />
    );
  // JSON shows what is stored; anything else shows what is meant.
  const isStored = spec.control === 'json';
  return (
    <FixedControl
      {...props}
      value={isStored ? value : shownLiteral(value)}
      onChange={(next) => onChange(isStored ? next : storedLiteral(next))}
    />
  );
}

/** A path as a pill, until somebody wants its text; anything else as code. */
function MappedValue(props: Props): ReactElement {
  const { spec, path, value, onChange, state, editor, preview, isInvalid, describedBy } = props;
  const { roots } = usePanel();
  const source = expressionOf(value) ?? '';
  const [isRevealed, reveal] = useState(false);
  const label = pathLabelOf(source, roots);
  const isPill = label !== undefined && !isRevealed;
  // What was typed on a pill goes into the text that it reveals, and the focus with it: at once, or when the editor is loaded.
  const typed = useRef('');
  const showText = useEffectEvent(() => {
    editor.current?.insert(typed.current);
    typed.current = '';
  });
  useEffect(() => {
    if (isRevealed) showText();
  }, [isRevealed]);
  const set = (next: string): void => {
    state.stay('mapping');
    onChange(next.trim() === '' ? undefined : toExpression(next));
  };
  if (isPill)
    return (
      <PathPill
        {...{ label, isInvalid, describedBy }}
        onReveal={(letter = '') => {
          typed.current = letter;
          reveal(true);
        }}
        onClear={() => set('')}
      />
    );
  return (
    <div
      onBlur={({ currentTarget, relatedTarget }) => {
        // The full-size editor is drawn elsewhere, and still belongs to this value.
        const isInDialog = relatedTarget?.closest('[role=dialog]') != null;
        // Without another place that has it, the focus may be on its way back.
        if (relatedTarget !== null && !currentTarget.contains(relatedTarget) && !isInDialog) reveal(false);
      }}
    >
      <ExpressionField
        label={spec.title}
        path={path}
        source={source}
        onChange={set}
        {...{ preview, isInvalid, describedBy }}
        handle={editor}
      />
    </div>
  );
}
