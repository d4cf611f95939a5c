import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { NameDialog } from '../../../components/name-dialog.tsx';
import type { RunView } from '../../../lib/contract.ts';
import { changeRunView, makeRunView, removeRunView, runViewsQuery } from '../../../lib/queries/run-search.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { readColumns } from '../model/run-columns.ts';

interface Closing {
  readonly onClose: () => void;
}

function useViewChange<T>(change: (given: T) => Promise<unknown>, onClose: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: runViewsQuery.queryKey });
      onClose();
    },
  });
}

interface SaveProps extends Closing {
  readonly query: string;
  readonly columns: string | undefined;
}

/** Keeps a query by a name, for everybody of the workspace. */
export function SaveViewDialog({ query, columns, onClose }: SaveProps): ReactElement {
  const { t } = useTranslation('runs');
  const shown = readColumns(columns);
  return (
    <ViewName
      words={{ title: t('view.saveTitle'), text: t('view.saveText'), confirm: t('view.save') }}
      name=""
      onName={(name) => makeRunView({ name, query, ...(shown === undefined ? {} : { columns: [...shown] }) })}
      onClose={onClose}
    />
  );
}

/** Gives a view another name. */
export function ChangeViewDialog({ view, onClose }: Closing & { readonly view: RunView }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <ViewName
      words={{ title: t('view.renameTitle', { name: view.name }), text: t('view.shared'), confirm: t('view.rename') }}
      name={view.name}
      onName={(name) => changeRunView(view.id, { name })}
      onClose={onClose}
    />
  );
}

/** Removes a view for everybody. */
export function RemoveViewDialog({ view, onClose }: Closing & { readonly view: RunView }): ReactElement {
  const { t } = useTranslation('runs');
  const { mutate, isPending, error } = useViewChange(() => removeRunView(view.id), onClose);
  return (
    <ConfirmDialog
      title={t('view.removeTitle', { name: view.name })}
      text={t('view.removeText')}
      confirm={t('view.remove')}
      isDangerous
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(undefined)}
      onClose={onClose}
    />
  );
}

interface NameProps extends Closing {
  readonly words: { readonly title: string; readonly text: string; readonly confirm: string };
  readonly name: string;
  readonly onName: (name: string) => Promise<unknown>;
}

function ViewName({ onName, onClose, ...props }: NameProps): ReactElement {
  const { t } = useTranslation('runs');
  const { mutate, isPending, error } = useViewChange(onName, onClose);
  return (
    <NameDialog {...props} {...{ isPending, error, onClose }} label={t('view.name')} maxLength={60} onName={mutate} />
  );
}
