import { json } from '@codemirror/lang-json';
import { Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftEditor } from '../draft/use-draft.ts';
import { isObject } from '../../../lib/json.ts';
import { FIELD_WORDS } from '../../../components/schema-form/words.ts';
import { CodeEditor } from '../../../components/code-editor/code-editor.tsx';
import styles from './drawer.module.css';

const JSON_LANGUAGE = json();
const show = (document: WorkflowDocument): string => JSON.stringify(document, null, 2);

/** The draft as text. Text that is no document stays here with its error; the draft keeps its last valid state. */
export function DocumentJson({ draft }: { readonly draft: DraftEditor }): ReactElement {
  const { t } = useTranslation(['designer', FIELD_WORDS]);
  const document = draft.history.present;
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: WorkflowDocument }>();
  const [problem, setProblem] = useState('');
  const text = typed?.text ?? show(document);
  const isBehind = typed !== undefined && typed.of !== document;
  const apply = (): void => {
    const read = readDocument(text);
    setProblem(typeof read === 'string' ? t('fields:form.jsonInvalid', { why: read }) : '');
    if (typeof read === 'string') return;
    // The name is the workflow's address: another one would be another workflow.
    draft.change({ ...read, name: document.name }, { name: 'json' });
    setTyped(undefined);
  };
  const revert = (): void => {
    setTyped(undefined);
    setProblem('');
  };
  return (
    <div className={styles.json}>
      <div className={styles.code}>
        <CodeEditor
          label={t('drawer.json')}
          value={text}
          onChange={(next) => setTyped(next === show(document) ? undefined : { text: next, of: typed?.of ?? document })}
          language={JSON_LANGUAGE}
        />
      </div>
      {typed !== undefined && (
        <footer className={styles.foot}>
          <span role="status" className={styles.invalid}>
            {problem === '' && isBehind ? t('drawer.behind') : problem}
          </span>
          <Button size="xs" variant="subtle" onClick={revert}>
            {t('drawer.revert')}
          </Button>
          <Button size="xs" variant="default" onClick={apply}>
            {t('drawer.apply')}
          </Button>
        </footer>
      )}
    </div>
  );
}

/** The document of a text, or why it holds none. */
function readDocument(text: string): WorkflowDocument | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as unknown as WorkflowDocument) : 'not an object';
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
