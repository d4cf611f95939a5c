import { Button } from '@mantine/core';
import { type KeyboardEvent, type ReactElement, useId, useRef } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { KeyHint } from '../../../../components/key-hint.tsx';
import { FieldLabel, FieldRemarks } from '../../../../components/schema-form/field-frame.tsx';
import formStyles from '../../../../components/schema-form/form.module.css';
import type { Control, FieldSpec } from '../../../../components/schema-form/model/schema.ts';
import type { FieldProps } from '../../../../components/schema-form/schema-form.tsx';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { TypesAhead } from '../../../../hooks/use-typing.ts';
import { usePreview } from '../../hooks/use-preview.ts';
import { expressionOf, type FieldMode } from '../../model/field-mode.ts';
import { usePanel } from '../panel/panel-context.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import { useDataDrop } from '../picker/use-data-drop.ts';
import styles from './field.module.css';
import { FieldValue } from './field-value.tsx';
import { fieldKey } from './field-keys.ts';
import { ModeButton } from './mode-button.tsx';
import { TypeWarning } from './type-warning.tsx';
import { useFieldMode } from './use-field-mode.ts';
import { useFocusWithin } from './use-focus-within.ts';
import { useMessages } from './use-messages.ts';
import { usePicking } from './use-picking.ts';

const ALL_MODES: readonly FieldMode[] = ['fixed', 'mapping', 'text'];
/** A datum may be picked for these while they are fixed, too. */
const PICKABLE: ReadonlySet<Control> = new Set(['text', 'longText', 'number', 'options', 'date', 'json', 'code']);
const TEXTUAL: ReadonlySet<Control> = new Set(['text', 'longText', 'json', 'code', 'options']);
/** Controls whose box the mode button is a part of. */
const BOXED: ReadonlySet<Control> = new Set(['text', 'longText', 'number', 'options', 'date', 'json', 'code']);

/** One value: fixed, mapped from data, or a text with placeholders. */
export function TemplateField(props: FieldProps): ReactElement {
  const { spec, value, onChange, path } = props;
  const isBare = props.isBare === true;
  const id = useId();
  const { isWithin, handlers } = useFocusWithin();
  const editor = useRef<EditorHandle>(null);
  const state = useFieldMode(value, onChange);
  const { mode, setMode, asked, answer } = state;
  const field = useRef<HTMLDivElement>(null);
  const picking = usePicking({ value, onChange, path, state, editor, field });
  const messages = useMessages(path);
  const { bindings } = usePanel();
  const source = mode === 'fixed' ? undefined : expressionOf(value);
  const preview = usePreview(source === '' ? undefined : source, bindings);
  const help = isBare ? '' : spec.help;
  const describedBy = describedByOf(id, messages, help);
  const modes = modesOf(spec, mode);
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const key = fieldKey(event);
    if (key === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'mode') setMode(modes[(modes.indexOf(mode) + 1) % modes.length] ?? mode);
  };
  return (
    <div
      ref={field}
      className={formStyles.field}
      data-path={path}
      data-missing={spec.isRequired && value === undefined}
      // Before the editor, which would move its line.
      onKeyDownCapture={press}
      {...useDataDrop(picking.pick)}
      {...handlers}
    >
      <FieldLabel id={id} spec={spec} isHidden={isBare}>
        {isWithin && <Given mode={mode} />}
      </FieldLabel>
      {asked !== undefined && <ReplaceQuestion mode={asked} onAnswer={answer} />}
      <div className={styles.valued} data-joined={mode !== 'fixed' || BOXED.has(spec.control)}>
        <ModeButton title={spec.title} modes={modes} mode={mode} onMode={setMode} />
        <div data-value className={styles.value}>
          <TypesAhead value>
            <FieldValue
              {...props}
              {...{ id, mode, editor, describedBy, preview }}
              state={state}
              template={picking.template}
              isInvalid={messages.length > 0}
            />
          </TypesAhead>
        </div>
      </div>
      <FieldRemarks id={id} messages={messages} help={help} />
      <TypeWarning preview={preview} schema={spec.schema} />
      {isWithin && (mode !== 'fixed' || PICKABLE.has(spec.control)) && <DataPicker path={path} onPick={picking.pick} />}
    </div>
  );
}

function describedByOf(id: string, messages: readonly string[], help: string): string | undefined {
  if (messages.length > 0) return `${id}-problem`;
  return help === '' ? undefined : `${id}-help`;
}

const modesOf = ({ control }: FieldSpec, mode: FieldMode): readonly FieldMode[] =>
  ALL_MODES.filter((other) => other !== 'text' || mode === 'text' || TEXTUAL.has(control));

/** How the value is given, in words, with the key that changes it. */
function Given({ mode }: { readonly mode: FieldMode }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <span className={styles.given}>
      {t(`mode.${mode}`)} <KeyHint keys="Mod+E" />
    </span>
  );
}

function ReplaceQuestion({
  mode,
  onAnswer,
}: {
  readonly mode: FieldMode;
  readonly onAnswer: (isYes: boolean) => void;
}): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <div className={formStyles.question} role="alert">
      <span>{t('mode.loses', { mode: t(`mode.${mode}`) })}</span>
      <Button size="compact-xs" variant="default" onClick={() => onAnswer(true)}>
        {t('mode.replace')}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => onAnswer(false)}>
        {t('mode.keep')}
      </Button>
    </div>
  );
}
