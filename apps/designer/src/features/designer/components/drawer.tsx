import { json } from '@codemirror/lang-json';
import { ActionIcon, Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { Finding } from '../../../lib/contract.ts';
import { stateOfProblem } from '../model/problems.ts';
import { CodeEditor } from './code/code-editor.tsx';
import styles from './drawer.module.css';

export type DrawerTab = 'problems' | 'json';

interface Props {
  readonly tab: DrawerTab;
  readonly onTab: (tab: DrawerTab) => void;
  readonly onClose: () => void;
  readonly document: WorkflowDocument;
  readonly problems: readonly Finding[];
  readonly onSelect: (state: string) => void;
  readonly onReplace: (document: WorkflowDocument) => void;
}

/** Below the canvas: what is wrong, and the document itself. */
export function Drawer({ tab, onTab, onClose, document, problems, onSelect, onReplace }: Props): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <section className={styles.drawer} aria-label={t('drawer.title')}>
      <header className={styles.head} role="tablist" aria-label={t('drawer.title')}>
        {(['problems', 'json'] as const).map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === tab}
            className={styles.tab}
            onClick={() => onTab(id)}
          >
            {t(`drawer.${id}`)}
            {id === 'problems' && problems.length > 0 && <span className={styles.count}>{problems.length}</span>}
          </button>
        ))}
        <ActionIcon className={styles.close ?? ''} aria-label={t('drawer.close')} onClick={onClose}>
          <IconChevronDown size={18} />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        {tab === 'problems' ? (
          <Problems problems={problems} onSelect={onSelect} />
        ) : (
          <DocumentJson key={document.name} document={document} onReplace={onReplace} />
        )}
      </div>
    </section>
  );
}

function Problems({ problems, onSelect }: Pick<Props, 'problems' | 'onSelect'>): ReactElement {
  const { t } = useTranslation('designer');
  if (problems.length === 0) return <p className={styles.none}>{t('drawer.noProblems')}</p>;
  return (
    <ul className={styles.problems}>
      {problems.map((problem, index) => {
        const state = stateOfProblem(problem);
        return (
          <li key={index}>
            <button
              type="button"
              className={styles.problem}
              disabled={state === undefined}
              onClick={() => state !== undefined && onSelect(state)}
            >
              <span className={styles.icon} data-severity={problem.severity}>
                {problem.severity === 'error' ? (
                  <FailedMark size={16} />
                ) : (
                  <IconAlertTriangle size={16} aria-hidden="true" />
                )}
              </span>
              <span className={styles.words}>
                <span>{problem.message}</span>{' '}
                {problem.hint !== undefined && <span className={styles.hint}>{problem.hint}</span>}
              </span>
              <code className={styles.path}>{problem.path}</code>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const JSON_LANGUAGE = json();

function DocumentJson({ document, onReplace }: Pick<Props, 'document' | 'onReplace'>): ReactElement {
  const { t } = useTranslation('designer');
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [problem, setProblem] = useState('');
  const apply = (): void => {
    try {
      onReplace(JSON.parse(text) as WorkflowDocument);
      setProblem('');
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <div className={styles.json}>
      <div className={styles.code}>
        <CodeEditor label={t('drawer.json')} value={text} onChange={setText} language={JSON_LANGUAGE} />
      </div>
      <footer className={styles.foot}>
        <span role="status" className={styles.invalid}>
          {problem === '' ? '' : t('form.jsonInvalid', { why: problem })}
        </span>
        <Button size="xs" variant="subtle" onClick={() => setText(JSON.stringify(document, null, 2))}>
          {t('drawer.revert')}
        </Button>
        <Button size="xs" variant="default" onClick={apply}>
          {t('drawer.apply')}
        </Button>
      </footer>
    </div>
  );
}
