import { openSpotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, SHELL_SHORTCUTS } from '../keys.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { NAV_ITEMS } from './nav-items.ts';

/** Listens for the shell's shortcuts. Letters are left alone while somebody types. */
export function useShellKeys(): void {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  useEffect(() => {
    const bindings = SHELL_SHORTCUTS.map(({ id, keys }) => {
      const item = NAV_ITEMS.find((candidate) => candidate.id === id);
      const act = (event: KeyboardEvent): void => {
        if (item !== undefined && isTyping(event.target)) return;
        event.preventDefault();
        if (item === undefined) openSpotlight();
        else void navigate({ to: item.to, params: { workspace } });
      };
      return [keys, act] as const;
    });
    return tinykeys(window, Object.fromEntries(bindings));
  }, [navigate, workspace]);
}
