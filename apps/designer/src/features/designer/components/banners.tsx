import { ActionIcon, Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../components/id.tsx';
import type { Version } from '../../../lib/contract.ts';
import styles from '../designer-page.module.css';

/** After publishing: the version, and where to call it. */
export function PublishedBanner({
  version,
  document,
  workspace,
  onClose,
}: {
  readonly version: Version;
  readonly document: WorkflowDocument;
  readonly workspace: string;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  const webhook = Object.values(document.triggers ?? {}).find((trigger) => trigger.type === 'webhook');
  const url = webhook === undefined ? undefined : `${location.origin}/hooks/${workspace}/${webhook.path}`;
  return (
    <div className={styles.banner} role="status">
      <strong>{t('isLive', { number: version.number })}</strong>
      {url !== undefined && (
        <>
          <code>{url}</code>
          <CopyButton text={url} label={t('trigger.copyUrl')} />
          <CopyButton
            text={`curl -X POST ${url} -H 'content-type: application/json' -d '{}'`}
            label={t('trigger.copyCurl')}
          />
        </>
      )}
      <span className={styles.end}>
        <ActionIcon aria-label={t('panel.close')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </span>
    </div>
  );
}

/** Somebody else saved the draft: what is here stays until a person decides. */
export function ConflictBanner({
  onResolve,
}: {
  readonly onResolve: (choice: 'mine' | 'theirs') => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <div className={styles.banner} data-tone="warning" role="alert">
      <strong>{t('conflict.title')}</strong> {t('conflict.text')}
      <span className={styles.end}>
        <Button size="xs" variant="default" onClick={() => onResolve('theirs')}>
          {t('conflict.theirs')}
        </Button>
        <Button size="xs" onClick={() => onResolve('mine')}>
          {t('conflict.mine')}
        </Button>
      </span>
    </div>
  );
}
