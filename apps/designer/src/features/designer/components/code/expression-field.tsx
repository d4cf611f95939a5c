import type { JsonValue } from '@millrace/machine';
import { type ReactElement, type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreview } from '../../hooks/use-preview.ts';
import styles from '../../../../components/schema-form/form.module.css';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { usePanel } from '../panel/panel-context.ts';
import { CodeEditor, type EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { askExpressions } from './expression-asker.ts';
import { jsonataSupport } from './jsonata-language.ts';

interface Props {
  readonly label: string;
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly handle?: Ref<EditorHandle>;
  /** The text is Handlebars, not JSONata. */
  readonly isPlainText?: boolean;
  /** What to evaluate, when it is not the text itself. */
  readonly preview?: string;
}

/** An expression with colours, completion, marks, and what it gives for the newest run's data. */
export function ExpressionField({
  label,
  source,
  onChange,
  isInvalid = false,
  describedBy,
  handle,
  isPlainText = false,
  preview,
}: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { bindings, expressions } = usePanel();
  const language = useMemo(
    () =>
      isPlainText
        ? []
        : jsonataSupport({
            expressions,
            ask: askExpressions,
            unknownVariable: (name) => t('lint.unknownVariable', { name }),
          }),
    [isPlainText, expressions, t],
  );
  return (
    <>
      <CodeEditor
        label={label}
        value={source}
        onChange={onChange}
        language={language}
        isField
        isInvalid={isInvalid}
        describedBy={describedBy}
        {...(handle === undefined ? {} : { handle })}
      />
      <Result expression={preview ?? source} bindings={bindings} />
    </>
  );
}

function Result({
  expression,
  bindings,
}: {
  readonly expression: string;
  readonly bindings: Readonly<Record<string, JsonValue>> | undefined;
}): ReactElement | null {
  const { t } = useTranslation(['designer', FIELD_WORDS]);
  const preview = usePreview(expression.trim() === '' ? undefined : expression, bindings);
  if (preview === undefined) return null;
  const text =
    preview.kind === 'value' ? preview.text : preview.kind === 'error' ? preview.message : t(`preview.${preview.kind}`);
  const notes = [
    ...(preview.kind === 'value' && preview.isCut ? [t('fields:preview.isCut')] : []),
    ...(preview.isSampleCut ? [t('fields:preview.sampleCut')] : []),
  ];
  return (
    <output
      className={styles.result}
      // Long results scroll, so the keyboard must reach them.
      tabIndex={0}
      data-kind={preview.kind === 'stopped' ? 'error' : preview.kind}
      aria-label={t('preview.label')}
    >
      {text}
      {notes.map((note) => (
        <span key={note} className={styles.resultNote}>
          {note}
        </span>
      ))}
    </output>
  );
}
