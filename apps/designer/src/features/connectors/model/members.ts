import type { ConnectorAction, ConnectorDetail, ConnectorTrigger } from '../../../lib/contract.ts';
import type { ConnectorSearch } from './connector-search.ts';

/** An action or a trigger. */
export type Member =
  | { readonly kind: 'action'; readonly action: ConnectorAction }
  | { readonly kind: 'trigger'; readonly trigger: ConnectorTrigger };

type Members = Pick<ConnectorDetail, 'actions' | 'triggers'>;

/** What the address names; the first action, else the first trigger, when it names nothing that is there. */
export function chosenMember(
  { actions, triggers }: Members,
  { action: wantedAction, trigger: wantedTrigger }: ConnectorSearch,
): Member | undefined {
  const trigger = triggers.find(({ name }) => name === wantedTrigger);
  if (trigger !== undefined) return { kind: 'trigger', trigger };
  const action = actions.find(({ name }) => name === wantedAction) ?? actions[0];
  if (action !== undefined) return { kind: 'action', action };
  const [first] = triggers;
  return first === undefined ? undefined : { kind: 'trigger', trigger: first };
}

/** The actions and triggers whose names or words hold every word of the search. */
export function filterMembers({ actions, triggers }: Members, text: string): Members {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = ({ name, title, description }: ConnectorAction | ConnectorTrigger): boolean => {
    const own = `${name} ${title} ${description}`.toLowerCase();
    return words.every((word) => own.includes(word));
  };
  return { actions: actions.filter(has), triggers: triggers.filter(has) };
}

/** A connector's name as its own errors begin: `acme-desk` → `AcmeDesk`. */
export function errorPrefixOf(connector: string): string {
  return connector
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** How a category reads: `human-resources` → `Human resources`. */
export function categoryTitle(category: string): string {
  const words = category.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
