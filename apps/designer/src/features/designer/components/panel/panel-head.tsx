import { ActionIcon, Menu, TextInput } from '@mantine/core';
import type { State } from '@millrace/machine';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconCopyPlus,
  IconDots,
  IconPlayerSkipForward,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { StepMark } from '../../../../components/canvas/step-mark.tsx';
import { useKindWords } from '../../../../components/canvas/use-kind-words.ts';
import { mayDuplicate } from '../../model/commands/paste-steps.ts';
import { refuseName } from '../../model/commands/rename-step.ts';
import { pathOfName } from '../../model/problems.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './panel.module.css';

interface Props {
  readonly name: string;
  readonly state: State;
}

/** The step's name, what it is, and what can be done to it as a whole. */
export function PanelHead({ name, state }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const { connectors, select } = useWorkbench();
  const kind = useKindWords(connectors)(state);
  return (
    <header className={styles.head}>
      <span className={styles.tile}>
        <StepMark state={state} connectors={connectors} size={20} />
      </span>
      <div className={styles.titles}>
        <NameField key={name} name={name} />
        <span className={styles.kind}>{kind}</span>
      </div>
      <StepMenu name={name} state={state} />
      <ActionIcon aria-label={t('panel.close')} onClick={() => select(undefined)}>
        <IconX size={18} />
      </ActionIcon>
    </header>
  );
}

/** The name, which may be typed anew. One that is taken is not stored, and says so. */
function NameField({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation('designer');
  const { document, commands } = useWorkbench();
  const [typed, setTyped] = useState(name);
  const refusal = refuseName(document, name, typed);
  const store = (): void => {
    if (refusal === undefined) commands.rename(name, typed);
    else setTyped(name);
  };
  return (
    <div data-path={pathOfName(document, name)}>
      <TextInput
        variant="unstyled"
        aria-label={t('panel.name')}
        value={typed}
        maxLength={80}
        dir="auto"
        title={typed}
        error={refusal === undefined ? undefined : t(`panel.${refusal}`, { name: typed.trim() })}
        classNames={{ input: styles.name ?? '' }}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={store}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setTyped(name);
        }}
      />
    </div>
  );
}

function StepMenu({ name, state }: { readonly name: string; readonly state: State }): ReactElement {
  const { t } = useTranslation('designer');
  const { document, commands } = useWorkbench();
  const isSkipped = document.settings?.skip?.includes(name) === true;
  const isPlain = state.Type === 'Task' || state.Type === 'Pass' || state.Type === 'Wait';
  const items = [
    { id: 'duplicate', Icon: IconCopyPlus, isShown: mayDuplicate(state), act: () => commands.duplicate([name]) },
    { id: 'copy', Icon: IconCopy, isShown: true, act: () => commands.copy([name]) },
    { id: 'earlier', Icon: IconArrowUp, isShown: isPlain, act: () => commands.move(name, 'earlier') },
    { id: 'later', Icon: IconArrowDown, isShown: isPlain, act: () => commands.move(name, 'later') },
    {
      id: isSkipped ? 'unskip' : 'skip',
      Icon: IconPlayerSkipForward,
      isShown: isPlain,
      act: () => commands.toggleSkip([name]),
    },
    { id: 'delete', Icon: IconTrash, isShown: true, act: () => commands.remove([name]) },
  ] as const;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('panel.more', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {items
          .filter(({ isShown }) => isShown)
          .map(({ id, Icon, act }) => (
            <Menu.Item key={id} leftSection={<Icon size={16} aria-hidden="true" />} onClick={act}>
              {t(`panel.${id}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
