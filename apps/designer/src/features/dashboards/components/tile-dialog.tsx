import { Button, Group, InputLabel, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { MOST_OFFERED, useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import type { BoardTile as Tile } from '../../../lib/contract.ts';
import { breakdownQuery } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useTileTitle } from '../hooks/use-tile-title.ts';
import {
  isComplete,
  isMetric,
  KIND_GROUPS,
  kindScope,
  MAX_NAME,
  TILE_WIDTHS,
  usualWidth,
  withKind,
  withPart,
} from '../model/board-tiles.ts';
import { optionsOf } from '../model/scope-options.ts';
import styles from '../boards.module.css';

interface Props {
  /** Absent: a new one. */
  readonly tile: Tile | undefined;
  readonly onKeep: (tile: Tile) => void;
  readonly onClose: () => void;
}

const NEW: Tile = { kind: 'runs', width: 'small' };
const KINDS = KIND_GROUPS.flatMap(({ kinds }) => kinds);

/** What a tile shows, of what, and how wide. */
export function TileDialog({ tile: before, onKeep, onClose }: Props): ReactElement {
  const { t } = useTranslation(['boards', 'metrics']);
  const { kindOf, titleOf } = useTileTitle();
  const [tile, setTile] = useState(before ?? NEW);
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    const { title = '' } = tile;
    if (isComplete(tile)) onKeep(withPart(tile, 'title', title.trim()));
  };
  const pick = (chosen: string | null): void => {
    const kind = KINDS.find((one) => one === chosen);
    if (kind === undefined) return;
    const next = withKind(tile, kind);
    // The width of a tile that is there was somebody's choice.
    setTile(before === undefined ? { ...next, width: usualWidth(kind) } : next);
  };
  const { title: _, ...untitled } = tile;
  return (
    <Dialog title={t(before === undefined ? 'tile.add' : 'tile.change')} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Select
          data-autofocus
          label={t('tile.kind')}
          description={isMetric(tile.kind) ? t(`help.${tile.kind}`, { ns: 'metrics' }) : t(`kindHelp.${tile.kind}`)}
          data={KIND_GROUPS.map(({ name, kinds }) => ({
            group: t(`group.${name}`),
            items: kinds.map((kind) => ({ value: kind, label: kindOf(kind) })),
          }))}
          value={tile.kind}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          onChange={pick}
        />
        <ScopeFields tile={tile} onChange={setTile} />
        <TextInput
          label={t('tile.title')}
          placeholder={titleOf(untitled)}
          value={tile.title ?? ''}
          maxLength={MAX_NAME}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setTile(withPart(tile, 'title', value))}
        />
        <div>
          <InputLabel component="div">{t('tile.width')}</InputLabel>
          <SegmentedControl
            fullWidth
            aria-label={t('tile.width')}
            data={TILE_WIDTHS.map((width) => ({ value: width, label: t(`width.${width}`) }))}
            value={tile.width}
            onChange={(width) => setTile({ ...tile, width })}
          />
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={!isComplete(tile)}>
            {t(before === undefined ? 'tile.keepNew' : 'tile.keep')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface ScopeProps {
  readonly tile: Tile;
  readonly onChange: (tile: Tile) => void;
}

/** Only what a kind can be about is asked for. */
function ScopeFields({ tile, onChange }: ScopeProps): ReactElement {
  const { t } = useTranslation('boards');
  const workflows = useWorkflowNames();
  const scope = kindScope(tile.kind);
  const { workflow, connector } = tile;
  // As far back as figures reach: a connector that was not called today is still one.
  const { data } = useQuery({ ...breakdownQuery('connector', '90d'), enabled: scope.hasConnector });
  const names = workflows.map(({ name, title }) => ({ value: name, label: title }));
  const isKnown = workflow === undefined || names.some(({ value }) => value === workflow);
  const isRequired = scope.workflow === 'required';
  return (
    <>
      {scope.workflow !== 'none' && (
        <Select
          label={t('tile.workflow')}
          placeholder={t(isRequired ? 'tile.chooseWorkflow' : 'tile.anyWorkflow')}
          data={isKnown ? names : [{ value: workflow, label: workflow }, ...names]}
          value={workflow ?? null}
          required={isRequired}
          clearable={!isRequired}
          searchable
          limit={MOST_OFFERED}
          onChange={(chosen) => onChange(withPart(tile, 'workflow', chosen))}
        />
      )}
      {scope.hasConnector && (
        <Select
          label={t('tile.connector')}
          placeholder={t('tile.anyConnector')}
          data={optionsOf(data?.items ?? [], 'connector', connector)}
          value={connector ?? null}
          clearable
          searchable
          limit={MOST_OFFERED}
          onChange={(chosen) => onChange(withPart(tile, 'connector', chosen))}
        />
      )}
    </>
  );
}
