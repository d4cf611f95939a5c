import type { JsonValue } from '@millrace/machine';
import { type RefObject, useEffect, useRef } from 'react';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { expressionOf, pickInto, toExpression } from '../../model/field-mode.ts';
import { pathOf } from '../../model/jsonata-path.ts';
import type { PickerRoot } from '../../model/picker-root.ts';
import { withEarlier } from '../../model/template-context.ts';
import {
  fillTemplate,
  fillWhole,
  plainTemplate,
  settleTemplate,
  type TextTemplate,
  textTemplateOf,
  toTextTemplate,
} from '../../model/text-template.ts';
import { usePanel } from '../panel/panel-context.ts';
import type { Picked } from '../picker/picked.ts';
import type { FieldModeState } from './use-field-mode.ts';

interface Params {
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
  readonly state: FieldModeState;
  readonly editor: RefObject<EditorHandle | null>;
  /** What the field is drawn in. */
  readonly field: RefObject<HTMLElement | null>;
}

/** A text as it is edited. */
export interface EditedTemplate {
  readonly template: TextTemplate;
  readonly onText: (text: string) => void;
}

interface Picking {
  readonly pick: (picked: Picked) => void;
  readonly template: EditedTemplate;
}

const EMPTY = plainTemplate('');

/** Puts picked data into a value: at the caret, or in place of what nobody wrote. */
export function usePicking({ value, onChange, path, state, editor, field }: Params): Picking {
  const { roots } = usePanel();
  const { mode, stay } = state;
  const context = useRef<string>(undefined);
  const follow = usePickedFocus(value, { editor, field });
  const template = textTemplateOf(value) ?? EMPTY;
  const contextNow = useKeptContext(template.context, path);
  const onText = (text: string): void => {
    stay('text');
    const typed = { text, context: context.current ?? contextNow() };
    onChange(text === '' ? undefined : toTextTemplate(settleTemplate(typed, variablesOf(roots))));
  };
  const pick = ({ expression, isMany }: Picked): void => {
    if (mode === 'fixed') {
      follow();
      onChange(pickInto(value, expression));
    } else if (mode === 'mapping') {
      const source = expressionOf(value) ?? '';
      // A path as a whole is one thing, and another takes its place.
      if (source === '' || (editor.current === null && pathOf(source) !== undefined)) {
        follow();
        onChange(toExpression(expression));
      } else editor.current?.insert(expression);
    } else {
      // What was cut may come back: its names are not given to anything else.
      const known = { ...template, context: contextNow() };
      const filled = isMany ? fillWhole(known, expression) : fillTemplate(known, expression);
      // The editor reports its new text while it inserts; that text is stored with the context that fills it.
      context.current = filled.template.context;
      editor.current?.insert(filled.placeholder);
      context.current = undefined;
    }
  };
  return { pick, template: { template, onText } };
}

/** The context of a text, with all that its placeholders have meant since the field was opened: a cut one may be pasted again. */
function useKeptContext(context: string, path: string): () => string {
  const kept = useRef({ path, context });
  return () => {
    const earlier = kept.current.path === path ? kept.current.context : context;
    kept.current = { path, context: withEarlier(context, earlier) };
    return kept.current.context;
  };
}

const variablesOf = (roots: readonly PickerRoot[]): ReadonlySet<string> =>
  new Set(roots.flatMap(({ expression }) => (/^\$\w+$/.test(expression) ? [expression.slice(1)] : [])));

/** A pick turns a plain input into something else, which then has the focus that the input had. */
function usePickedFocus(value: JsonValue | undefined, { editor, field }: Pick<Params, 'editor' | 'field'>): () => void {
  const isPicked = useRef(false);
  useEffect(() => {
    if (!isPicked.current) return;
    isPicked.current = false;
    const pill = field.current?.querySelector<HTMLElement>('[data-pill]');
    if (pill === undefined || pill === null) editor.current?.focus();
    else pill.focus();
  }, [value, editor, field]);
  return () => {
    isPicked.current = true;
  };
}
