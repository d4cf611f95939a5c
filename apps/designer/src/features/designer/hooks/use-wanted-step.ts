import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

/** Offers the steps of a connector once, when the address asks for one; then the address forgets it. */
export function useWantedStep(
  add: string | undefined,
  offer: (connector: string, anchor: DOMRect) => void,
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const show = useEffectEvent((connector: string) => {
    if (place.current === null) return;
    const { left, top } = place.current.getBoundingClientRect();
    offer(connector, new DOMRect(left + 24, top, 0, 48));
    void navigate({ to: '.', search: {}, replace: true });
  });
  useEffect(() => {
    if (add !== undefined) show(add);
  }, [add]);
  return place;
}
