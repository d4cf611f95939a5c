import { Button, Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useMay } from '../../../lib/permissions.ts';
import styles from './maker.module.css';

interface Props {
  readonly version: string;
  /** What it may do that no approved version may: somebody has to say yes. */
  readonly newPermissions: readonly string[];
  readonly isApproved: boolean;
  readonly onApprove: (isApproved: boolean) => void;
  readonly isPending: boolean;
  readonly onPublish: () => void;
}

/** Publishes a version; whoever may, also makes it what new workflows get. */
export function PublishBar(props: Props): ReactElement {
  const { version, newPermissions, isApproved, onApprove, isPending, onPublish } = props;
  const { t } = useTranslation('catalogue');
  const mayPromote = useMay('connector.manage');
  const needsApproval = mayPromote && newPermissions.length > 0;
  return (
    <div className={styles.publish}>
      {needsApproval && (
        <Checkbox
          label={t('publish.approve', { permissions: newPermissions.join(', ') })}
          checked={isApproved}
          onChange={(event) => onApprove(event.currentTarget.checked)}
        />
      )}
      <p className={styles.quiet}>{t(mayPromote ? 'publish.promotes' : 'publish.waits')}</p>
      <Button loading={isPending} disabled={needsApproval && !isApproved} onClick={onPublish}>
        {t('publish.start', { version })}
      </Button>
    </div>
  );
}
