import { openSpotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings } from '../keys.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { NAV_ITEMS } from './nav-items.ts';

const outside = (act: (event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
  if (isTyping(event.target)) return;
  event.preventDefault();
  act(event);
};

/**
 * Listens for the keys that lead to pages. They come before all others, and end there: the last key of such a sequence means
 * something else by itself, such as the `r` of `g r` where a run can be retried.
 */
export function listenForPages(pages: readonly { readonly id: string; readonly open: () => void }[]): () => void {
  const acts = pages.map(({ id, open }) => [
    id,
    outside((event) => {
      event.stopPropagation();
      open();
    }),
  ]);
  return tinykeys(window, keyBindings(Object.fromEntries(acts) as Parameters<typeof keyBindings>[0]), {
    capture: true,
  });
}

/** Listens for the shell's shortcuts. Letters are left alone while somebody types. */
export function useShellKeys(openSheet: () => void): void {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const showSheet = useEffectEvent(openSheet);
  useEffect(
    () =>
      listenForPages(NAV_ITEMS.map(({ id, to }) => ({ id, open: () => void navigate({ to, params: { workspace } }) }))),
    [navigate, workspace],
  );
  useEffect(
    () =>
      tinykeys(
        window,
        keyBindings({
          sheet: outside(() => showSheet()),
          palette: (event) => {
            event.preventDefault();
            openSpotlight();
          },
        }),
      ),
    [],
  );
}
