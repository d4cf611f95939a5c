import { useLocalStorage } from '@mantine/hooks';
import type { DirectionChoice } from './model/layout-input.ts';

/** How a person likes to see workflows. */
interface Preferences {
  readonly direction: DirectionChoice;
  /** Absent: shown when there is much to see. */
  readonly isMapShown?: boolean;
}

const DEFAULT: Preferences = { direction: 'auto' };

/** Kept in this browser, for all workflows. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const [kept, keep] = useLocalStorage<Preferences>({
    key: 'millrace-canvas',
    defaultValue: DEFAULT,
    getInitialValueInEffect: false,
  });
  return [kept, (change) => keep({ ...kept, ...change })];
}
