import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { useEnterWorkspace } from '../../../components/environments/use-enter-workspace.ts';
import type { Promotion, Workspace } from '../../../lib/contract.ts';
import type { VersionAddress } from '../../../lib/queries/workspaces.ts';
import styles from './promote-dialog.module.css';

interface Props {
  readonly version: VersionAddress;
  readonly promoted: Promotion;
  readonly target: Workspace;
  readonly onClose: () => void;
}

/** What became of it, and the way there. */
export function PromotionDone({ version, promoted, target, onClose }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const entrance = useEnterWorkspace();
  const { name, slug } = target;
  const number = promoted.version?.number;
  const place = number === undefined ? 'design' : 'versions';
  const open = (): void => {
    onClose();
    entrance.mutate({ slug, next: `/w/${slug}/workflows/${promoted.workflow}/${place}` });
  };
  return (
    <Dialog title={t('promote.doneTitle')} onClose={onClose}>
      <p className={styles.text} role="status">
        {number === undefined
          ? t('promote.doneDraft', { from: version.number, name })
          : t('promote.done', { from: version.number, name, number })}
      </p>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={open}>
          {t('promote.open', { name })}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('promote.close')}
        </Button>
      </Group>
    </Dialog>
  );
}
