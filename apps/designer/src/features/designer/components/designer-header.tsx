import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { WorkflowHeader } from '../../../components/workflow-header.tsx';
import type { Finding } from '../../../lib/contract.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { Publishing } from '../hooks/use-publish.ts';
import styles from './designer-header.module.css';
import { PublishControls } from './publish/publish-controls.tsx';
import { SavedWords } from './saved-words.tsx';
import { TitleField } from './title-field.tsx';
import { UndoButtons } from './undo-buttons.tsx';

interface Props {
  readonly name: string;
  readonly draft: DraftEditor;
  readonly publishing: Publishing;
  readonly problems: readonly Finding[];
  readonly onProblems?: () => void;
  /** Opens a field. */
  readonly onShow?: (path: string) => void;
  /** Tests the draft. */
  readonly test?: ReactNode;
}

/** The head of the designer: title, saved or not, undo, version, publish. */
export function DesignerHeader(props: Props): ReactElement {
  const { name, draft, publishing, problems, onProblems, onShow, test } = props;
  const { t } = useTranslation('designer');
  return (
    <WorkflowHeader name={name} current="design" heading={<TitleField draft={draft} />}>
      <SavedWords draft={draft} />
      <span className={styles.controls}>
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
        <PublishControls {...{ name, draft, publishing, onShow }}>{test}</PublishControls>
      </span>
    </WorkflowHeader>
  );
}
