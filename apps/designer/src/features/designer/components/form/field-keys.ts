import type { KeyboardEvent } from 'react';

const isModeKey = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'e' && (ctrlKey || metaKey) && !shiftKey;

const VALUE =
  '[data-value] :is(.cm-content, [data-pill], input:not([type=hidden]), textarea), [data-value] [role=radio], [data-value] button';

/**
 * Acts on a key of a field: Alt+↓ goes from the value into its data, Escape back; Mod+E is for the caller. `undefined` for keys
 * that are none of these.
 */
export function fieldKey(event: KeyboardEvent<HTMLElement>): 'walked' | 'mode' | undefined {
  const { key, altKey, target, currentTarget } = event;
  if (!(target instanceof Element)) return undefined;
  if (target.closest('[data-picker]') !== null) return key === 'Escape' ? focused(currentTarget, VALUE) : undefined;
  // A field inside of this one acts on its own keys.
  if (target.closest('[data-path]') !== currentTarget) return undefined;
  if (isModeKey(event)) return 'mode';
  return key === 'ArrowDown' && altKey ? focused(document, '[data-picker] [role=tree]') : undefined;
}

function focused(place: ParentNode, selector: string): 'walked' | undefined {
  const element = place.querySelector<HTMLElement>(selector);
  element?.focus();
  return element === null ? undefined : 'walked';
}
