import { useEffect, useState } from 'react';

interface FullScreen {
  readonly isFull: boolean;
  readonly enter: () => void;
  readonly leave: () => void;
}

/**
 * Takes the whole screen where the browser lets a page do so, and the whole window anywhere else: what is shown then is drawn by
 * whoever asks. The browser's own way out, such as Esc, is a way out of both.
 */
export function useFullScreen(): FullScreen {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    if (!isFull) return undefined;
    const follow = (): void => {
      if (document.fullscreenElement === null) setFull(false);
    };
    document.addEventListener('fullscreenchange', follow);
    return () => {
      document.removeEventListener('fullscreenchange', follow);
      // Also when the page is left.
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, [isFull]);
  return {
    isFull,
    enter: () => {
      setFull(true);
      if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => undefined);
    },
    leave: () => setFull(false),
  };
}
