import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { keyBindings } from '../../../keys.ts';

interface Actions {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly save: () => void;
  readonly publish: () => void;
  readonly toProblem: (step: 1 | -1) => void;
}

/** Fields undo their own text. */
const isInField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor, input, textarea') !== null;

/** Moves the focus to the next part of the page: header, outline, canvas, panel, drawer. */
function walkRegions(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + step + regions.length) % regions.length];
  const inside = next?.querySelector<HTMLElement>(
    '[tabindex="0"], a[href], button:not([disabled], [tabindex="-1"]), input, textarea, .cm-content',
  );
  (inside ?? next)?.focus();
}

/** The keys that work anywhere in the designer. */
export function useDesignerKeys(actions: Actions): void {
  const act = useEffectEvent((name: keyof Omit<Actions, 'toProblem'>) => actions[name]());
  const toProblem = useEffectEvent((step: 1 | -1) => actions.toProblem(step));
  useEffect(() => {
    const always = (run: () => void) => (event: Event) => {
      event.preventDefault();
      run();
    };
    const outside = (run: () => void) => (event: Event) => {
      if (!isInField(event.target)) always(run)(event);
    };
    return tinykeys(
      window,
      keyBindings({
        undo: outside(() => act('undo')),
        redo: outside(() => act('redo')),
        save: always(() => act('save')),
        publish: always(() => act('publish')),
        nextProblem: always(() => toProblem(1)),
        previousProblem: always(() => toProblem(-1)),
        nextRegion: always(() => walkRegions(1)),
        previousRegion: always(() => walkRegions(-1)),
      }),
    );
  }, []);
}
