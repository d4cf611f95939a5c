/** The canvas of the page. */
export const canvasElement = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-region="canvas"] [role="application"]');

/** Puts the focus on what is selected in the canvas; on the canvas itself when nothing is. */
export function focusCanvas(): void {
  const canvas = canvasElement();
  (canvas?.querySelector<HTMLElement>('[data-item][tabindex="0"]') ?? canvas)?.focus();
}
