import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Finding } from '../../../lib/contract.ts';
import styles from '../designer-page.module.css';
import { selectionOfProblem } from '../model/problems.ts';

/** More are seen one after another, as those before are gone. */
const MOST_SHOWN = 3;

interface Props {
  readonly title: string;
  readonly findings: readonly Finding[];
  /** Opens the field that one is about. */
  readonly onShow: ((path: string) => void) | undefined;
  readonly onClose: () => void;
}

/** What services say, or do not say, about steps of the version that is live. */
export function ServiceNotice({ title, findings, onShow, onClose }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const shown = findings.slice(0, MOST_SHOWN);
  return (
    <div className={styles.banner} data-tone="warning" role="status">
      <div className={styles.bannerList}>
        <strong>{title}</strong>
        <ul>
          {shown.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <Place path={path} onShow={onShow} />
              <span>{message}</span>
            </li>
          ))}
        </ul>
        {findings.length > shown.length && <p>{t('services.more', { count: findings.length - shown.length })}</p>}
      </div>
      <span className={styles.end}>
        <ActionIcon aria-label={t('closeNotice')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </span>
    </div>
  );
}

/** The step or trigger that a path is about. */
function Place({ path, onShow }: Pick<Props, 'onShow'> & { readonly path: string }): ReactElement | null {
  const { t } = useTranslation('designer');
  const selection = selectionOfProblem({ path });
  if (selection === undefined) return null;
  const name = selection.replace(/^trigger:/, '');
  if (onShow === undefined) return <strong>{name}</strong>;
  return (
    <Button size="compact-xs" variant="default" onClick={() => onShow(path)}>
      {t('services.open', { step: name })}
    </Button>
  );
}
