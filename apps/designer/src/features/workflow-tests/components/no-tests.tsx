import { Button, Group } from '@mantine/core';
import { IconTestPipe } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../workflow-tests.module.css';

interface Props {
  readonly workflow: string;
  /** Absent for who may not change the workflow. */
  readonly onAdd: (() => void) | undefined;
}

/** What a page without tests leads to: a run to save one from, or a test to write. */
export function NoTests({ workflow, onAdd }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const workspace = useWorkspace();
  return (
    <div className={styles.none}>
      <EmptyState
        icon={<IconTestPipe size={20} />}
        title={t('empty.title')}
        text={t('empty.text')}
        action={
          <Group justify="center">
            <Button component={Link} to={`/w/${workspace}/workflows/${workflow}/runs`} variant="default">
              {t('empty.runs')}
            </Button>
            {onAdd !== undefined && <Button onClick={onAdd}>{t('empty.add')}</Button>}
          </Group>
        }
      />
    </div>
  );
}
