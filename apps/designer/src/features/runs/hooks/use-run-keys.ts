import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings, shortcutsOf } from '../../../keys.ts';
import { findPageCommand, runPageCommand } from '../../../lib/page-commands.ts';

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
const tell = (message: string): void => void notifications.show({ message });

/** The keys of a run's page: they are letters, so they do nothing where somebody types. */
export function useRunKeys(): void {
  useEffect(() => {
    const acts = shortcutsOf('run').map((id) => [
      id,
      (event: KeyboardEvent) => {
        // A key that is held down means one act.
        if (event.repeat) return;
        if (findPageCommand(id) === undefined || isTyping(event.target) || isInDialog(event.target)) return;
        event.preventDefault();
        runPageCommand(id, tell);
      },
    ]);
    return tinykeys(window, keyBindings(Object.fromEntries(acts) as Parameters<typeof keyBindings>[0]));
  }, []);
}
