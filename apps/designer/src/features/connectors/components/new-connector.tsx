import { Button } from '@mantine/core';
import { IconPlus, IconTerminal2 } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../components/dialog.tsx';
import { CopyButton } from '../../../components/id.tsx';
import { useMay } from '../../../lib/permissions.ts';
import styles from '../connectors.module.css';

const COMMANDS = ['new', 'enter', 'dev', 'publish'] as const;

/** Ways to a connector of one's own. */
export function NewConnector(): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const [isOpen, setOpen] = useState(false);
  if (!useMay('connector.manage')) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t('new.open')}
      </Button>
      {isOpen && (
        <Dialog title={t('new.open')} onClose={() => setOpen(false)} size="lg">
          <CommandLine />
        </Dialog>
      )}
    </>
  );
}

/** The commands, in their order. */
function CommandLine(): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <section className={styles.way}>
      <IconTerminal2 size={20} stroke={1.75} aria-hidden="true" />
      <h3>{t('new.commandLine')}</h3>
      <p>{t('new.commandLineText')}</p>
      <ol className={styles.commands}>
        {COMMANDS.map((id) => (
          <li key={id}>
            <code>{t(`command.${id}`)}</code>
            <CopyButton text={t(`command.${id}`)} label={t('copy', { ns: 'common', what: t(`command.${id}`) })} />
            <span>{t(`commandText.${id}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
