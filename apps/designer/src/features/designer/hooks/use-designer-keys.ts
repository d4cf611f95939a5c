import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';

interface Actions {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly save: () => void;
  readonly publish: () => void;
}

/** Code editors undo their own text. */
const isInEditor = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor, input, textarea') !== null;

/** The keys that work anywhere in the designer. */
export function useDesignerKeys({ undo, redo, save, publish }: Actions): void {
  useEffect(() => {
    const outside = (action: () => void) => (event: Event) => {
      if (isInEditor(event.target)) return;
      event.preventDefault();
      action();
    };
    const always = (action: () => void) => (event: Event) => {
      event.preventDefault();
      action();
    };
    return tinykeys(window, {
      '$mod+KeyZ': outside(undo),
      '$mod+Shift+KeyZ': outside(redo),
      '$mod+KeyY': outside(redo),
      '$mod+KeyS': always(save),
      '$mod+Shift+Enter': always(publish),
    });
  }, [undo, redo, save, publish]);
}
