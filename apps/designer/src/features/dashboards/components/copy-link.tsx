import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { linkOf } from '../model/board-search.ts';
import styles from '../boards.module.css';

interface Props {
  readonly id: string;
  readonly range: Range;
}

/** Copies the address of the board with what it looks back on. */
export function CopyLink({ id, range }: Props): ReactElement {
  const { t } = useTranslation(['boards', 'common']);
  const workspace = useWorkspace();
  const router = useRouter();
  const clipboard = useClipboard({ timeout: 2000 });
  const [isShown, show] = useState(false);
  const { href } = router.buildLocation({ to: '/w/$workspace/dashboards/$id', params: { workspace, id } });
  const link = linkOf(href, window.location.origin, range);
  const copied = clipboard.copied ? t('copied', { ns: 'common' }) : '';
  return (
    <>
      <Tooltip label={copied === '' ? t('share.copy') : copied}>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t('share.copy')}
          onClick={() => {
            // Browsers keep the clipboard from pages that did not come by HTTPS.
            if (window.isSecureContext) clipboard.copy(link);
            else show(true);
          }}
        >
          {clipboard.copied ? <IconCheck size={16} aria-hidden="true" /> : <IconLink size={16} aria-hidden="true" />}
        </ActionIcon>
      </Tooltip>
      <span role="status" className={styles.unseen}>
        {copied}
      </span>
      {(isShown || clipboard.error !== null) && (
        <Dialog
          title={t('share.title')}
          onClose={() => {
            show(false);
            clipboard.reset();
          }}
        >
          <TextInput
            data-autofocus
            readOnly
            label={t('share.byHand')}
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </Dialog>
      )}
    </>
  );
}
