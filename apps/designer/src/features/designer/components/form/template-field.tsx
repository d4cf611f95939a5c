import { Button } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { type KeyboardEvent, type ReactElement, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeMode,
  expressionOf,
  type FieldMode,
  losesValue,
  modeOf,
  pickInto,
  toExpression,
} from '../../model/field-mode.ts';
import type { FieldSpec } from '../../../../components/schema-form/model/schema.ts';
import { fillTemplate, textTemplateOf, toTextTemplate } from '../../model/text-template.ts';
import type { FieldProps } from '../../../../components/schema-form/schema-form.tsx';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { ExpressionField } from '../code/expression-field.tsx';
import { DataPicker } from '../picker/data-picker.tsx';
import type { Picked } from '../picker/picked.ts';
import { FieldLabel, FieldRemarks } from '../../../../components/schema-form/field-frame.tsx';
import { FixedControl } from '../../../../components/schema-form/fixed-control.tsx';
import styles from '../../../../components/schema-form/form.module.css';
import { ModeSwitch } from './mode-switch.tsx';
import { useFocusWithin } from './use-focus-within.ts';
import { useMessages } from './use-messages.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';

type Props = FieldProps;

const ALL_MODES: readonly FieldMode[] = ['fixed', 'mapping', 'text'];
/** A datum may be picked for these while they are fixed, too. */
const PICKABLE: ReadonlySet<FieldSpec['control']> = new Set(['text', 'longText', 'number', 'options']);
const TEXTUAL: ReadonlySet<FieldSpec['control']> = new Set(['text', 'longText', 'json']);

/** One value: fixed, mapped from data, or a text with placeholders. */
export function TemplateField(props: Props): ReactElement {
  const { spec, value, onChange, path } = props;
  const id = useId();
  const { isWithin, handlers } = useFocusWithin();
  const editor = useRef<EditorHandle>(null);
  const context = useRef<string>(undefined);
  const mode = modeOf(value);
  const messages = useMessages(path);
  const describedBy = messages.length > 0 ? `${id}-problem` : spec.help === '' ? undefined : `${id}-help`;
  const modes = ALL_MODES.filter((other) => other !== 'text' || mode === 'text' || TEXTUAL.has(spec.control));
  const { asked, setMode, answer } = useModeChange(value, onChange);
  const followPick = usePickedFocus(mode, editor);
  const pick = ({ expression }: Picked): void => {
    if (mode === 'fixed') {
      followPick();
      onChange(pickInto(value, expression));
    } else insert(expression, { value, onChange, editor, context });
  };
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    if (!walkToPicker(event) && !isModeKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isModeKey(event)) setMode(modes[(modes.indexOf(mode) + 1) % modes.length] ?? mode);
  };
  return (
    <div
      className={styles.field}
      data-path={path}
      data-missing={spec.isRequired && value === undefined}
      // Before the editor, which would move its line.
      onKeyDownCapture={press}
      {...handlers}
    >
      <FieldLabel id={id} spec={spec}>
        <ModeSwitch title={spec.title} modes={modes} mode={mode} onMode={setMode} />
      </FieldLabel>
      {asked !== undefined && <ReplaceQuestion mode={asked} onAnswer={answer} />}
      <div data-value>
        <Value
          {...props}
          id={id}
          mode={mode}
          editor={editor}
          context={context}
          isInvalid={messages.length > 0}
          describedBy={describedBy}
        />
      </div>
      <FieldRemarks id={id} messages={messages} help={spec.help} />
      {isWithin && (mode !== 'fixed' || PICKABLE.has(spec.control)) && <DataPicker path={path} onPick={pick} />}
    </div>
  );
}

interface ModeChange {
  /** The mode that would drop what somebody wrote. */
  readonly asked: FieldMode | undefined;
  readonly setMode: (mode: FieldMode) => void;
  readonly answer: (isYes: boolean) => void;
}

function useModeChange(value: JsonValue | undefined, onChange: Props['onChange']): ModeChange {
  const [asked, ask] = useState<FieldMode>();
  return {
    asked,
    setMode: (mode) => {
      if (losesValue(value, mode)) ask(mode);
      else onChange(changeMode(value, mode));
    },
    answer: (isYes) => {
      ask(undefined);
      if (isYes && asked !== undefined) onChange(changeMode(value, asked));
    },
  };
}

/** A pick turns a plain input into an editor, which then has the focus that the input had. */
function usePickedFocus(mode: FieldMode, editor: RefObject<EditorHandle | null>): () => void {
  const isPicked = useRef(false);
  useEffect(() => {
    if (isPicked.current && mode !== 'fixed') editor.current?.insert('');
    isPicked.current = false;
  }, [mode, editor]);
  return () => {
    isPicked.current = true;
  };
}

const isModeKey = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'e' && (ctrlKey || metaKey) && !shiftKey;

/** Alt+↓ goes from the value into its data, Escape back. Tells whether the key was one of them. */
function walkToPicker({ key, altKey, target, currentTarget }: KeyboardEvent<HTMLElement>): boolean {
  const isInPicker = target instanceof Element && target.closest('[data-picker]') !== null;
  if (key === 'ArrowDown' && altKey && !isInPicker) {
    const row = currentTarget.querySelector<HTMLElement>('[role=tree]');
    row?.focus();
    return row !== null;
  }
  if (key !== 'Escape' || !isInPicker) return false;
  currentTarget.querySelector<HTMLElement>('[data-value] :is(input, textarea, .cm-content)')?.focus();
  return true;
}

interface Target extends Pick<Props, 'value' | 'onChange'> {
  readonly editor: RefObject<EditorHandle | null>;
  readonly context: RefObject<string | undefined>;
}

/** Puts a picked value where the caret is; what nobody wrote is replaced. */
function insert(expression: string, { value, onChange, editor, context }: Target): void {
  const template = textTemplateOf(value);
  if (template === undefined) {
    if ((expressionOf(value) ?? '') === '') onChange(toExpression(expression));
    else editor.current?.insert(expression);
    return;
  }
  const filled = fillTemplate(template, expression);
  // The editor reports its new text while it inserts; that text is stored with the context that fills it.
  context.current = filled.template.context;
  editor.current?.insert(filled.placeholder);
  context.current = undefined;
}

function ReplaceQuestion({
  mode,
  onAnswer,
}: {
  readonly mode: FieldMode;
  readonly onAnswer: (isYes: boolean) => void;
}): ReactElement {
  const { t } = useTranslation([FIELD_WORDS, 'designer']);
  return (
    <div className={styles.question} role="alert">
      <span>{t('mode.loses', { mode: t(`designer:mode.${mode}`) })}</span>
      <Button size="compact-xs" variant="default" onClick={() => onAnswer(true)}>
        {t('mode.replace')}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => onAnswer(false)}>
        {t('mode.keep')}
      </Button>
    </div>
  );
}

interface ValueProps extends Props {
  readonly mode: FieldMode;
  readonly id: string;
  readonly editor: RefObject<EditorHandle | null>;
  readonly context: RefObject<string | undefined>;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
}

function Value({ mode, spec, value, onChange, editor, context, ...rest }: ValueProps): ReactElement {
  const { isInvalid, describedBy } = rest;
  const shared = { label: spec.title, isInvalid, describedBy, handle: editor };
  if (mode === 'mapping')
    return (
      <ExpressionField
        {...shared}
        source={expressionOf(value) ?? ''}
        onChange={(source) => onChange(toExpression(source))}
      />
    );
  const template = textTemplateOf(value);
  if (template !== undefined)
    return (
      <ExpressionField
        {...shared}
        source={template.text}
        onChange={(text) => onChange(toTextTemplate({ text, context: context.current ?? template.context }))}
        isPlainText
        preview={expressionOf(value) ?? ''}
      />
    );
  return <FixedControl {...rest} spec={spec} value={value} onChange={onChange} />;
}
