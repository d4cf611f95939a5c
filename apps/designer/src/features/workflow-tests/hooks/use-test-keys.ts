import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { keyBindings, shortcutsOf } from '../../../keys.ts';
import { findPageCommand, runPageCommand } from '../../../lib/page-commands.ts';

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;

/** The keys that work anywhere on the page of tests, also in its fields. */
export function useTestKeys(refuse: (why: string) => void): void {
  const tell = useEffectEvent(refuse);
  useEffect(() => {
    const acts = shortcutsOf('tests').map((id) => [
      id,
      (event: Event) => {
        if (findPageCommand(id) === undefined || isInDialog(event.target)) return;
        event.preventDefault();
        runPageCommand(id, tell);
      },
    ]);
    return tinykeys(window, keyBindings(Object.fromEntries(acts) as Parameters<typeof keyBindings>[0]));
  }, []);
}
