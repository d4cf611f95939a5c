import { openSpotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings } from '../keys.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { NAV_ITEMS } from './nav-items.ts';

/** Listens for the shell's shortcuts. Letters are left alone while somebody types. */
export function useShellKeys(openSheet: () => void): void {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const showSheet = useEffectEvent(openSheet);
  useEffect(() => {
    const outside = (act: () => void) => (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      event.preventDefault();
      act();
    };
    const pages = NAV_ITEMS.map(
      ({ id, to }) => [id, outside(() => void navigate({ to, params: { workspace } }))] as const,
    );
    return tinykeys(
      window,
      keyBindings({
        ...Object.fromEntries(pages),
        sheet: outside(() => showSheet()),
        palette: (event) => {
          event.preventDefault();
          openSpotlight();
        },
      }),
    );
  }, [navigate, workspace]);
}
