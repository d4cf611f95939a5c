import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DialogSection } from '../../../components/versions/dialog-section.tsx';
import type { PromotionPreview } from '../../../lib/contract.ts';
import styles from './promote-dialog.module.css';

type Preview = Pick<PromotionPreview, 'connections' | 'workspace'>;
type Mapped = PromotionPreview['connections'][number];

interface Props {
  readonly preview: Preview;
  readonly onChoose: (name: string, there: string) => void;
}

/** Each connection that the version names, and the one that stands in for it there. */
export function ConnectionMapping({ preview, onChoose }: Props): ReactElement | null {
  const { t } = useTranslation('environments');
  const { connections, workspace } = preview;
  if (connections.length === 0) return null;
  return (
    <DialogSection title={t('promote.connections', { name: workspace.name })}>
      <p className={styles.help}>{t('promote.connectionsHelp')}</p>
      <div className={styles.mapping}>
        {connections.map((mapped) => (
          <MappedConnection
            key={mapped.name}
            mapped={mapped}
            place={workspace.name}
            onChoose={(there) => onChoose(mapped.name, there)}
          />
        ))}
      </div>
    </DialogSection>
  );
}

interface MappedProps {
  readonly mapped: Mapped;
  /** The environment's name. */
  readonly place: string;
  readonly onChoose: (there: string) => void;
}

function MappedConnection({ mapped, place, onChoose }: MappedProps): ReactElement {
  const { t } = useTranslation(['environments', 'connectors']);
  const { name, connector, places, chosen, candidates } = mapped;
  const told = ({ name: candidate, account, health }: Mapped['candidates'][number]): string => {
    const isWorrying = health !== undefined && health !== 'ok' && health !== 'unknown';
    const more = [account, isWorrying ? t(`connection.health.${health}`, { ns: 'connectors' }) : undefined];
    const said = more.filter((part) => part !== undefined).join(' · ');
    return said === '' ? candidate : t('promote.candidate', { name: candidate, more: said });
  };
  const isNone = candidates.length === 0;
  const problem = isNone ? t('promote.noCandidate', { name: place }) : t('promote.mustChoose');
  return (
    <Select
      label={t('promote.connection', { connection: name })}
      description={t('promote.places', { count: places, connector: connector ?? t('promote.secret') })}
      placeholder={t('promote.choose')}
      value={chosen ?? null}
      allowDeselect={false}
      disabled={isNone}
      error={chosen === undefined ? problem : undefined}
      data={candidates.map((candidate) => ({ value: candidate.name, label: told(candidate) }))}
      onChange={(picked) => {
        if (picked !== null) onChoose(picked);
      }}
    />
  );
}
