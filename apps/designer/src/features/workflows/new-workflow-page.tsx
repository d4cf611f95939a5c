import { Button, TextInput } from '@mantine/core';
import { IconFileUnknown, IconSearch } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { KeyHint } from '../../components/key-hint.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useFindKey } from '../../hooks/use-find-key.ts';
import { useTyping } from '../../hooks/use-typing.ts';
import { useConnectorList } from '../../lib/queries/connectors.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { DocumentPreview } from './components/document-preview.tsx';
import { ImportBar, ImportRefusal } from './components/import-bar.tsx';
import { EventCards, StartCards, useFoundStarts } from './components/start-cards.tsx';
import { TemplateCards } from './components/template-cards.tsx';
import { useFactWords } from './hooks/use-fact-words.ts';
import { useBroughtDocument } from './hooks/use-brought-document.ts';
import { useWorkflowStart } from './hooks/use-workflow-start.ts';
import { findEvents } from './model/app-events.ts';
import { findTemplates, TEMPLATES } from './model/templates.ts';
import styles from './new-workflow.module.css';
import './new-workflow-words.ts';

const route = getRouteApi('/w/$workspace/workflows/new');

/** What starts it? The first choice of a new workflow: a trigger, a template, or a document that is brought along. */
export function NewWorkflowPage(): ReactElement {
  const { t } = useTranslation('new-workflow');
  const { template: id } = route.useSearch();
  const connectors = useConnectorList();
  const start = useWorkflowStart();
  const brought = useBroughtDocument(id);
  const [looked, setLooked] = useState<string>();
  if (id !== undefined && id !== looked) setLooked(id);
  const template = TEMPLATES.find((one) => one.id === id);
  const document = brought.document ?? template?.document;
  if (document !== undefined)
    return (
      <div className={styles.wide} data-over={brought.isOver} {...brought.dropping}>
        <Head title={document.title ?? document.name} isInside onLeave={brought.clear} />
        {brought.fault !== undefined && <ImportRefusal fault={brought.fault} />}
        <DocumentPreview
          document={document}
          connectors={connectors}
          label={t(brought.document === undefined ? 'template.use' : 'import.use')}
          isPending={start.isPending}
          error={start.error}
          onUse={() => start.begin({ document })}
        />
      </div>
    );
  return (
    <div className={styles.page} data-over={brought.isOver} {...brought.dropping}>
      {id === undefined ? <Beginnings start={start} looked={looked} brought={brought} /> : <MissingTemplate />}
    </div>
  );
}

interface HeadProps {
  readonly title: string;
  readonly text?: string;
  readonly actions?: ReactElement;
  /** Below the list of all. */
  readonly isInside?: boolean;
  readonly onLeave?: () => void;
}

function Head({ title, text, actions, isInside = false, onLeave }: HeadProps): ReactElement {
  const { t } = useTranslation(['new-workflow', 'workflows']);
  const workspace = useWorkspace();
  return (
    <PageHeader
      title={title}
      {...(text === undefined ? {} : { text })}
      {...(actions === undefined ? {} : { actions })}
      crumbs={[
        <Link key="all" to="/w/$workspace/workflows" params={{ workspace }}>
          {t('workflows:title')}
        </Link>,
        ...(isInside
          ? [
              <Link
                key="new"
                to="/w/$workspace/workflows/new"
                params={{ workspace }}
                search={withoutTemplate}
                onClick={onLeave}
              >
                {t('crumb')}
              </Link>,
            ]
          : []),
      ]}
    />
  );
}

const withoutTemplate = ({ q }: { readonly q?: string }): { q?: string } => (q === undefined ? {} : { q });

function MissingTemplate(): ReactElement {
  const { t } = useTranslation('new-workflow');
  const workspace = useWorkspace();
  return (
    <EmptyState
      isPage
      icon={<IconFileUnknown size={20} />}
      title={t('template.missing')}
      text={t('template.missingText')}
      action={
        <Button component={Link} to={`/w/${workspace}/workflows/new`}>
          {t('template.all')}
        </Button>
      }
    />
  );
}

interface BeginningsProps {
  readonly start: ReturnType<typeof useWorkflowStart>;
  readonly brought: ReturnType<typeof useBroughtDocument>;
  /** The template that was looked at last. */
  readonly looked: string | undefined;
}

function Beginnings({ start, brought, looked }: BeginningsProps): ReactElement {
  const { t } = useTranslation('new-workflow');
  const { q: query = '' } = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/workflows/new' });
  const seek = (q: string): void => void navigate({ search: q === '' ? {} : { q }, replace: true });
  const connectors = useConnectorList();
  const { summary } = useFactWords(connectors);
  const starts = useFoundStarts(query);
  const events = useMemo(() => findEvents(connectors, query), [connectors, query]);
  const templates = findTemplates(query, ({ facts }) => summary(facts));
  const isFound = starts.length + events.length + templates.length > 0;
  return (
    <>
      <Head title={t('title')} text={t('text')} actions={<SearchField query={query} onSeek={seek} />} />
      {start.error !== null && <ProblemAlert error={start.error} />}
      {brought.fault !== undefined && <ImportRefusal fault={brought.fault} />}
      {brought.isOver && <p className={styles.over}>{t('import.drop')}</p>}
      {starts.length > 0 && (
        <StartCards
          query={query}
          hasFocus={looked === undefined && query === ''}
          isDisabled={start.isPending}
          onPick={(trigger) => start.begin({ trigger })}
        />
      )}
      {events.length > 0 && (
        <EventCards events={events} isDisabled={start.isPending} onPick={(trigger) => start.begin({ trigger })} />
      )}
      {templates.length > 0 && <TemplateCards templates={templates} connectors={connectors} focused={looked} />}
      {!isFound && <NothingFound query={query} onClear={() => seek('')} />}
      <ImportBar onFile={brought.readFile} />
    </>
  );
}

function SearchField({
  query,
  onSeek,
}: {
  readonly query: string;
  readonly onSeek: (q: string) => void;
}): ReactElement {
  const { t } = useTranslation('new-workflow');
  const field = useRef<HTMLInputElement>(null);
  useFindKey(field);
  // The address, which keeps it, follows when it can.
  const typing = useTyping(query, onSeek);
  return (
    <TextInput
      {...typing}
      ref={field}
      className={styles.search}
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={<KeyHint keys="/" />}
    />
  );
}

function NothingFound({ query, onClear }: { readonly query: string; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('new-workflow');
  return (
    <EmptyState
      icon={<IconSearch size={20} />}
      title={t('none.title')}
      text={t('none.text', { query })}
      action={
        <Button variant="default" onClick={onClear}>
          {t('none.clear')}
        </Button>
      }
    />
  );
}
