import { Button, Checkbox, Menu, Popover, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconColumns3, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { showError } from '../../../components/show-error.ts';
import { formatCount } from '../../../lib/format.ts';
import { type ExportedRuns, exportRuns } from '../../../lib/queries/run-search.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type ColumnName, COLUMNS, FIXED_COLUMNS, switchColumn } from '../model/run-columns.ts';

interface ColumnsProps {
  readonly shown: readonly ColumnName[];
  readonly onColumns: (columns: string | undefined) => void;
}

/** Chooses the columns of the list; the address keeps them. */
export function ColumnsMenu({ shown, onColumns }: ColumnsProps): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden="true" />}>
          {t('tools.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label={t('tools.columns')}>
          {COLUMNS.filter((name) => !FIXED_COLUMNS.includes(name)).map((name) => (
            <Checkbox
              key={name}
              size="xs"
              label={t(`column.${name}`)}
              checked={shown.includes(name)}
              onChange={() => onColumns(switchColumn(shown, name))}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ExportProps {
  readonly query: string;
  readonly workflow: string | undefined;
}

/** The matches as a file. */
export function ExportMenu({ query, workflow }: ExportProps): ReactElement {
  const { t } = useTranslation('runs');
  const { mutate, isPending } = useMutation({
    mutationFn: (format: 'jsonl' | 'csv') => exportRuns({ q: query, workflow }, format),
    onSuccess: (made, format) => {
      save(made.file, `runs.${format}`);
      notifications.show({ message: t(wordsOf(made), { count: made.count, shown: formatCount(made.count) }) });
    },
    onError: showError,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={isPending} leftSection={<IconDownload size={16} aria-hidden="true" />}>
          {t('tools.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('tools.exportBound')}</Menu.Label>
        <Menu.Item onClick={() => mutate('csv')}>{t('tools.csv')}</Menu.Item>
        <Menu.Item onClick={() => mutate('jsonl')}>{t('tools.jsonl')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const wordsOf = ({ isCut }: ExportedRuns) => (isCut ? 'tools.exportedCut' : 'tools.exported');

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
