import { Menu } from '@mantine/core';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { KeyHint } from '../../../../components/key-hint.tsx';
import { hintOf, type ShortcutId } from '../../../../keys.ts';
import { useFocusBack } from '../../../../hooks/use-focus-back.ts';
import { type PageCommand, usePageCommands } from '../../../../lib/page-commands.ts';
import { menuKindOf, menuOf } from '../../model/menus/menus.ts';
import { useWorkbench } from '../workbench-context.ts';
import { COMMAND_ICONS } from './command-icons.ts';
import styles from './context-menu.module.css';
import type { Anchor } from './overlay.ts';

interface Props {
  readonly anchor: Anchor;
  readonly onClose: () => void;
}

/** What can be done to what is selected. What cannot be done now says why. */
export function ContextMenu({ anchor, onClose }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const { document, selection } = useWorkbench();
  useFocusBack();
  const offered = new Map(usePageCommands().map((command) => [command.id, command]));
  const groups = menuOf(document, selection)
    .map((ids) => ids.flatMap((id) => offered.get(id) ?? []))
    .filter((group) => group.length > 0);
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={2}
      width={280}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
      // Not by a key: the one that opened it is still on its way up.
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Menu.Target>
        <span className={styles.anchor} aria-hidden="true" style={{ left: anchor.left, top: topOf(anchor, groups) }} />
      </Menu.Target>
      <Menu.Dropdown className={styles.menu ?? ''} aria-label={t(`menu.${menuKindOf(document, selection)}`)}>
        {groups.map((group, index) => (
          <Fragment key={group[0]?.id}>
            {index > 0 && <Menu.Divider />}
            {group.map((command) => (
              <CommandItem key={command.id} command={command} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const ITEM_PX = 28;
const DIVIDER_PX = 9;
const MOST_PX = 640;

/** As low as it was asked for, but so that all of the menu is seen. */
function topOf({ bottom }: Anchor, groups: readonly (readonly PageCommand[])[]): number {
  const height = groups.flat().length * ITEM_PX + groups.length * DIVIDER_PX;
  return Math.max(8, Math.min(bottom, innerHeight - Math.min(MOST_PX, height) - 16));
}

/** Dangerous things are red, and last. */
const DANGEROUS: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['remove', 'disconnect']);

function CommandItem({ command: { id, label, refused, run } }: { readonly command: PageCommand }): ReactElement {
  const { t } = useTranslation('shell');
  const Icon = COMMAND_ICONS[id];
  const isOff = refused !== undefined;
  return (
    <Menu.Item
      leftSection={Icon === undefined ? <span className={styles.gap} /> : <Icon size={16} aria-hidden="true" />}
      rightSection={hintOf(id) === '' ? null : <KeyHint keys={hintOf(id)} />}
      {...(isOff ? { 'data-disabled': true } : {})}
      aria-disabled={isOff}
      closeMenuOnClick={!isOff}
      {...(DANGEROUS.has(id) && !isOff ? { className: styles.danger ?? '' } : {})}
      {...(isOff ? {} : { onClick: run })}
    >
      {label ?? t(`keys.${id}`)}
      {isOff && <span className={styles.why}>{refused}</span>}
    </Menu.Item>
  );
}
