import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { WorkflowHeader } from '../../../components/workflow-header.tsx';
import type { Finding } from '../../../lib/contract.ts';
import { versionDocumentQuery, workflowQuery } from '../../../lib/queries/workflows.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { isSame } from '../../../lib/json.ts';
import type { Publishing } from '../hooks/use-publish.ts';
import styles from './designer-header.module.css';
import { SavedWords } from './saved-words.tsx';
import { TitleField } from './title-field.tsx';
import { UndoButtons } from './undo-buttons.tsx';

interface Props {
  readonly name: string;
  readonly draft: DraftEditor;
  readonly publishing: Publishing;
  readonly problems: readonly Finding[];
  readonly onProblems?: () => void;
  /** Tests the draft. */
  readonly test?: ReactNode;
}

/** The head of the designer: title, saved or not, undo, version, publish. */
export function DesignerHeader({ name, draft, publishing, problems, onProblems, test }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const workflow = useQuery(workflowQuery(name)).data;
  const live = publishing.published ?? workflow?.liveVersion;
  const frozen = useQuery({ ...versionDocumentQuery(name, live?.number ?? 0), enabled: live !== undefined }).data;
  const { present } = draft.history;
  const isChanged = useMemo(() => frozen !== undefined && !isSame(frozen.document, present), [frozen, present]);
  return (
    <WorkflowHeader name={name} current="design" heading={<TitleField draft={draft} />}>
      <SavedWords draft={draft} />
      <UndoButtons draft={draft} />
      {problems.length > 0 && (
        <Button
          variant="subtle"
          leftSection={<IconAlertTriangle size={16} />}
          classNames={{ root: styles.problems ?? '' }}
          onClick={onProblems}
        >
          {t('problems', { count: problems.length })}
        </Button>
      )}
      <span className={styles.version} role="status">
        <span className={styles.dot} data-live={live !== undefined} />
        {live === undefined ? t('neverPublished') : t('live', { number: live.number })}
        {isChanged && <span className={styles.changed}>{t('draftChanged')}</span>}
      </span>
      {test}
      <Button loading={publishing.isBusy} onClick={publishing.publish}>
        {t('publish')}
      </Button>
    </WorkflowHeader>
  );
}
