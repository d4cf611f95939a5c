import { Button } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { type KeyboardEvent, type ReactElement, type RefObject, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeMode,
  expressionOf,
  type FieldMode,
  isUnmapped,
  losesValue,
  modeOf,
  toExpression,
} from '../../model/field-mode.ts';
import type { FieldSpec } from '../../model/schema.ts';
import { fillTemplate, textTemplateOf, toTextTemplate } from '../../model/text-template.ts';
import type { EditorHandle } from '../code/code-editor.tsx';
import { ExpressionField } from '../code/expression-field.tsx';
import { DataPicker } from '../picker/data-picker.tsx';
import { FixedControl, type NestedForm } from './fixed-control.tsx';
import styles from './form.module.css';
import { ModeSwitch } from './mode-switch.tsx';
import { useFocusWithin } from './use-focus-within.ts';
import { useMessages } from './use-messages.ts';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** Draws the members of an object; without it, objects are edited as JSON. */
  readonly nestedForm?: NestedForm;
}

const ALL_MODES: readonly FieldMode[] = ['fixed', 'mapping', 'text'];
const TEXTUAL: ReadonlySet<FieldSpec['control']> = new Set(['text', 'longText', 'json']);

/** One value: fixed, mapped from data, or a text with placeholders. */
export function TemplateField(props: Props): ReactElement {
  const { spec, value, onChange, path } = props;
  const { t } = useTranslation('designer');
  const id = useId();
  const { isWithin, handlers } = useFocusWithin();
  const [asked, setAsked] = useState<FieldMode>();
  const editor = useRef<EditorHandle>(null);
  const context = useRef<string>(undefined);
  const mode = modeOf(value);
  const messages = useMessages(path);
  const modes = ALL_MODES.filter((other) => other !== 'text' || mode === 'text' || TEXTUAL.has(spec.control));
  const describedBy = messages.length > 0 ? `${id}-problem` : spec.help === '' ? undefined : `${id}-help`;
  const setMode = (next: FieldMode): void => {
    if (losesValue(value, next)) setAsked(next);
    else onChange(changeMode(value, next));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'e' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    setMode(modes[(modes.indexOf(mode) + 1) % modes.length] ?? mode);
  };
  return (
    <div
      className={styles.field}
      data-path={path}
      data-missing={spec.isRequired && value === undefined}
      onKeyDown={press}
      {...handlers}
    >
      <div className={styles.labelRow}>
        <span className={styles.label}>
          <label htmlFor={id}>{spec.title}</label>
          {spec.isRequired && <span className={styles.required}>{t('form.required')}</span>}
        </span>
        <ModeSwitch title={spec.title} modes={modes} mode={mode} onMode={setMode} />
      </div>
      {asked !== undefined && (
        <ReplaceQuestion
          mode={asked}
          onAnswer={(isYes) => {
            setAsked(undefined);
            if (isYes) onChange(changeMode(value, asked));
          }}
        />
      )}
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
      {messages.length > 0 ? (
        <div id={`${id}-problem`} className={styles.error}>
          {messages.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </div>
      ) : (
        spec.help !== '' && (
          <p id={`${id}-help`} className={styles.help}>
            {spec.help}
          </p>
        )
      )}
      {isWithin && mode !== 'fixed' && (
        <DataPicker onPick={(expression) => insert(expression, { value, onChange, editor, context })} />
      )}
    </div>
  );
}

interface Target extends Pick<Props, 'value' | 'onChange'> {
  readonly editor: RefObject<EditorHandle | null>;
  readonly context: RefObject<string | undefined>;
}

/** Puts a picked value where the caret is; what nobody wrote is replaced. */
function insert(expression: string, { value, onChange, editor, context }: Target): void {
  const template = textTemplateOf(value);
  if (template === undefined) {
    if (isUnmapped(expressionOf(value) ?? '')) onChange(toExpression(expression));
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
