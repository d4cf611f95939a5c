import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { writeClipboard } from '../../../lib/clipboard.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { linkOf } from '../model/board-search.ts';
import styles from '../boards.module.css';

interface Props {
  readonly id: string;
  readonly range: Range;
}

const SHOWN_MS = 2000;

/** Copies the address of the board with what it looks back on. */
export function CopyLink({ id, range }: Props): ReactElement {
  const { t } = useTranslation(['boards', 'common']);
  const workspace = useWorkspace();
  const router = useRouter();
  const [outcome, tell] = useState<'copied' | 'refused'>();
  const forget = useTimeout(() => tell(undefined), SHOWN_MS);
  const { href } = router.buildLocation({ to: '/w/$workspace/dashboards/$id', params: { workspace, id } });
  const link = linkOf(href, window.location.origin, range);
  const isCopied = outcome === 'copied';
  const copied = isCopied ? t('copied', { ns: 'common' }) : '';
  const copy = async (): Promise<void> => {
    forget.clear();
    const isWritten = await writeClipboard(link);
    tell(isWritten ? 'copied' : 'refused');
    if (isWritten) forget.start();
  };
  return (
    <>
      <Tooltip label={copied === '' ? t('share.copy') : copied}>
        <ActionIcon variant="default" size={32} aria-label={t('share.copy')} onClick={() => void copy()}>
          {isCopied ? <IconCheck size={16} aria-hidden="true" /> : <IconLink size={16} aria-hidden="true" />}
        </ActionIcon>
      </Tooltip>
      <span role="status" className={styles.unseen}>
        {copied}
      </span>
      {outcome === 'refused' && (
        <Dialog title={t('share.title')} onClose={() => tell(undefined)}>
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
