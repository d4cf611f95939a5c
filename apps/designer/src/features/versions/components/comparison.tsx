import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DocumentDiffView } from '../../../components/document-diff/document-diff.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ActivateDialog } from '../../../components/versions/activate-dialog.tsx';
import { wantedConnectors } from '../../../lib/named-connectors.ts';
import { useConnectorsWith } from '../../../lib/queries/connectors.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import { useVersionSide } from '../hooks/use-version-side.ts';
import type { VersionSearch, VersionSide } from '../model/version-search.ts';
import styles from '../versions.module.css';
import { SidePickers } from './side-pickers.tsx';

interface Props {
  readonly name: string;
  readonly from: VersionSide;
  readonly to: VersionSide;
  readonly change: string | undefined;
  readonly onShow: (search: VersionSearch) => void;
}

/** Two versions, or a version and the draft, side by side. */
export function Comparison({ name, from, to, change, onShow }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const live = useQuery(workflowQuery(name)).data?.liveVersion?.number;
  const [toActivate, setToActivate] = useState<number>();
  const offered = [to, from].find((side) => side !== 'draft' && side !== live);
  return (
    <>
      <div className={styles.bar}>
        <SidePickers {...{ name, from, to }} onPick={onShow} />
        <span className={styles.end}>
          {typeof offered === 'number' && live !== undefined && (
            <Button variant="default" onClick={() => setToActivate(offered)}>
              {t('makeLive', { number: offered })}
            </Button>
          )}
          <Button variant="subtle" onClick={() => onShow({})}>
            {t('page.close')}
          </Button>
        </span>
      </div>
      <Sides
        {...{ name, from, to, change }}
        onChoose={(id) => onShow({ from, to, ...(id === undefined ? {} : { change: id }) })}
      />
      {toActivate !== undefined && (
        <ActivateDialog name={name} number={toActivate} onClose={() => setToActivate(undefined)} />
      )}
    </>
  );
}

interface SidesProps extends Omit<Props, 'onShow'> {
  readonly onChoose: (id: string | undefined) => void;
}

function Sides({ name, from, to, change, onChoose }: SidesProps): ReactElement {
  const { t } = useTranslation('versions');
  const before = useVersionSide(name, from);
  const after = useVersionSide(name, to);
  const connectors = useConnectorsWith(
    useMemo(
      () => [before.document, after.document].flatMap((document) => (document ? wantedConnectors(document) : [])),
      [before.document, after.document],
    ),
  );
  const nameOf = (side: VersionSide): string =>
    side === 'draft' ? t('page.draft') : t('page.version', { number: side });
  const error = before.error ?? after.error;
  if (error !== null || before.isUndrawable || after.isUndrawable) {
    return (
      <div className={styles.notice}>
        {error === null ? <p>{t('page.undrawable')}</p> : <ProblemAlert error={error} />}
      </div>
    );
  }
  if (before.document === undefined || after.document === undefined) {
    return (
      <div className={styles.notice}>
        <Skeleton rows={4} />
      </div>
    );
  }
  return (
    <DocumentDiffView
      before={{ label: nameOf(from), document: before.document }}
      after={{ label: nameOf(to), document: after.document }}
      connectors={connectors}
      chosen={change}
      onChoose={onChoose}
    />
  );
}
