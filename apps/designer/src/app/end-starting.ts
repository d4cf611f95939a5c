/** What a page, a wait or a failure begins with. */
const SHOWN = 'main, [role=status], [role=alert]';

/**
 * Takes away what stands on the page while its scripts load, as soon as they show something. A style sheet could do so with
 * `:has`, but then every change anywhere in the page would have the styles of all of it worked out anew.
 */
export function endStarting(root: HTMLElement, starting: HTMLElement | null): void {
  const look = (): void => {
    if (root.querySelector(SHOWN) === null) return;
    starting?.remove();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true });
}
