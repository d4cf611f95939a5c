import { type ClipboardEvent, type ReactElement, type RefObject, useMemo, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { CanvasSelection, CardMark } from '../../../../components/canvas/canvas-events.ts';
import { outlineRows, type OutlineGroups, type OutlineRow } from '../../model/outline-rows.ts';
import { useWorkbench } from '../workbench-context.ts';
import { OutlineLine } from './outline-row.tsx';
import { useOutlineDrop } from './use-outline-drop.ts';
import { useOutlineKeys } from './use-outline-keys.ts';
import { useOutlineMouse } from './use-outline-mouse.ts';
import styles from './outline.module.css';

interface Props {
  readonly tree: RefObject<HTMLUListElement | null>;
  /** State name or `trigger:<id>` -> how many problems it has. */
  readonly problems: Readonly<Record<string, number>>;
  readonly marks: Readonly<Record<string, readonly CardMark[]>>;
  /** What a search finds. */
  readonly found: readonly string[];
  readonly onPaste: (event: ClipboardEvent) => void;
  /** What is selected by now, which may not be drawn yet. */
  readonly newestSelection: () => CanvasSelection;
}

const GROUPS = ['starts', 'steps', 'failures', 'apart'] as const satisfies readonly (keyof OutlineGroups)[];

/** The steps in reading order: an equal way to all that the canvas shows. */
export function Outline({ tree, problems, marks, found, onPaste, newestSelection }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, connectors, selection } = useWorkbench();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  // While something is searched, nothing that is found hides.
  const open = found.length > 0 ? NOTHING_FOLDED : folded;
  const groups = useMemo(() => outlineRows(document, open), [document, open]);
  const rows = useMemo(() => GROUPS.flatMap((group) => groups[group]), [groups]);
  const [walked, walkTo] = useState<string>();
  const fold = (row: OutlineRow, isFolded: boolean): void =>
    setFolded((before) => new Set(isFolded ? [...before, row.id] : [...before].filter((id) => id !== row.id)));
  const shared = { tree, rows, fold, walkTo, walked, newestSelection };
  const keys = useOutlineKeys(shared);
  const mouse = useOutlineMouse(shared);
  const drag = useOutlineDrop(rows);
  const selected = new Set(selection.items);
  const hits = new Set(found);
  const stop = rows.find(({ id }) => id === (walked ?? selection.current)) ?? rows[0];
  return (
    <ul
      ref={tree}
      role="tree"
      aria-label={t('outline.title')}
      aria-multiselectable
      className={styles.tree}
      data-finding={found.length > 0}
      {...keys}
      {...mouse}
      {...drag}
      onPaste={onPaste}
    >
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <li key={group} role="none">
          <div className={styles.heading} aria-hidden="true">
            {t(`outline.${group}`)}
          </div>
          <ul role="group" aria-label={t(`outline.${group}`)} className={styles.group}>
            {groups[group].map((row) => (
              <OutlineLine
                key={row.id}
                row={row}
                group={group}
                connectors={connectors}
                isSelected={selected.has(row.id)}
                isStop={row.id === stop?.id}
                isFound={hits.has(row.id)}
                problems={problems[row.id] ?? 0}
                marks={marks[row.id]}
              />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

const NOTHING_FOLDED: ReadonlySet<string> = new Set();
