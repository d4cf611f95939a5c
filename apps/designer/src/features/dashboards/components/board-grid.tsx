import type { ReactElement } from 'react';
import type { BoardTile as Tile } from '../../../lib/contract.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useTileTitle } from '../hooks/use-tile-title.ts';
import styles from '../boards.module.css';
import { BoardTile } from './board-tile.tsx';

interface Props {
  readonly tiles: readonly Tile[];
  readonly range: Range;
}

/** The tiles of a board in their order. */
export function BoardGrid({ tiles, range }: Props): ReactElement {
  const { t } = useTranslation('boards');
  const { titleOf } = useTileTitle();
  return (
    <section className={styles.place} aria-label={t('tiles')}>
      <h2 className={styles.unseen}>{t('tiles')}</h2>
      <ul className={styles.grid}>
        {tiles.map((tile, index) => (
          <li key={index} className={styles.item} data-width={tile.width}>
            <BoardTile {...{ tile, range }} title={titleOf(tile)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
