const KEY = 'millrace-single-keys';

/** Whether shortcuts of one character work; they do unless somebody has turned them off in this browser. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    // Storage may be refused; the default is fine.
    return true;
  }
}

/** Turns the shortcuts of one character on or off, and remembers it. */
export function setSingleKeys(areOn: boolean): void {
  try {
    localStorage.setItem(KEY, areOn ? 'on' : 'off');
  } catch {
    // Then they stay as they are.
  }
}
