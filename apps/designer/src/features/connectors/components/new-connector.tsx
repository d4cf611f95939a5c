import { Button } from '@mantine/core';
import { IconApi, IconPackage, IconPlus, IconPuzzle, IconTerminal2, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { CopyButton } from '../../../components/id.tsx';
import { useMay } from '../../../lib/permissions.ts';
import { sessionQuery } from '../../../lib/queries/session.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connectors.module.css';

const COMMANDS = ['new', 'test', 'dev', 'publish'] as const;

/** Ways to a connector of one's own. */
export function NewConnector(): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  // Its code is trusted, so the server takes pieces from nobody but the owner.
  const mayInstall = useQuery(sessionQuery).data?.role === 'owner';
  if (!useMay('connector.publish')) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t('new.open')}
      </Button>
      {isOpen && (
        <Dialog title={t('new.open')} onClose={() => setOpen(false)} size="lg">
          <div className={styles.ways}>
            <Way
              id="openapi"
              icon={IconApi}
              onChoose={() => void navigate({ to: '/w/$workspace/connectors/new/openapi', params: { workspace } })}
            />
            <Way
              id="upload"
              icon={IconPackage}
              onChoose={() => void navigate({ to: '/w/$workspace/connectors/new/upload', params: { workspace } })}
            />
            {mayInstall && (
              <Way
                id="piece"
                icon={IconPuzzle}
                onChoose={() => void navigate({ to: '/w/$workspace/connectors/new/piece', params: { workspace } })}
              />
            )}
            <CommandLine />
          </div>
        </Dialog>
      )}
    </>
  );
}

interface WayProps {
  readonly id: 'openapi' | 'upload' | 'piece';
  readonly icon: TablerIcon;
  readonly onChoose: () => void;
}

function Way({ id, icon: Icon, onChoose }: WayProps): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <button type="button" className={styles.way} aria-label={t(`new.${id}`)} onClick={onChoose}>
      <Icon size={20} stroke={1.75} aria-hidden="true" />
      <strong>{t(`new.${id}`)}</strong>
      <span>{t(`new.${id}Text`)}</span>
    </button>
  );
}

/** The commands, in their order. */
function CommandLine(): ReactElement {
  const { t } = useTranslation('catalogue');
  const server = globalThis.location.origin;
  return (
    <section className={styles.way} aria-labelledby="command-line-title">
      <IconTerminal2 size={20} stroke={1.75} aria-hidden="true" />
      <h3 id="command-line-title">{t('new.commandLine')}</h3>
      <p>{t('new.commandLineText')}</p>
      <ol className={styles.commands}>
        {COMMANDS.map((id) => {
          const command = t(`command.${id}`, { server });
          return (
            <li key={id}>
              <code>{command}</code>
              <CopyButton text={command} label={t('copy', { ns: 'common', what: command })} />
              <span>{t(`commandText.${id}`)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
