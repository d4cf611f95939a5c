import { type KeyboardEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connectors.module.css';
import { walkGrid } from '../model/grid-walk.ts';
import { ConnectorCard } from './connector-card.tsx';

/** Cards; the arrow keys walk from one to the next. */
export function CardGrid({ connectors }: { readonly connectors: readonly ConnectorDescription[] }): ReactElement {
  const { t } = useTranslation('catalogue');
  const list = useRef<HTMLUListElement>(null);
  const press = (event: KeyboardEvent): void => {
    const cards = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    const places = cards.map((card) => card.getBoundingClientRect());
    const from = cards.findIndex((card) => card === document.activeElement);
    const to = walkGrid(places, from, event.key);
    if (to === undefined) return;
    event.preventDefault();
    cards[to]?.focus();
  };
  return (
    <ul ref={list} className={styles.cards} aria-label={t('title')} onKeyDown={press}>
      {connectors.map((connector) => (
        <li key={connector.name}>
          <ConnectorCard connector={connector} />
        </li>
      ))}
    </ul>
  );
}
