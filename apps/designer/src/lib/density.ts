/** How tall rows and controls are. */
export type Density = 'compact' | 'comfortable';

const KEY = 'millrace-density';

/** The saved choice; compact when there is none, or storage is refused. */
export function readDensity(): Density {
  try {
    return localStorage.getItem(KEY) === 'comfortable' ? 'comfortable' : 'compact';
  } catch {
    // Storage may be refused; the default is fine.
    return 'compact';
  }
}

/** Applies a density to the page and remembers it. */
export function setDensity(density: Density): void {
  document.documentElement.setAttribute('data-density', density);
  try {
    localStorage.setItem(KEY, density);
  } catch {
    // Applied for this visit only.
  }
}
