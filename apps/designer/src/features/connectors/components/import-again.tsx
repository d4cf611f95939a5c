import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';

/** Leads a connector that was made of a document to its next version. */
export function ImportAgain({ connector }: { readonly connector: ConnectorDescription }): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const mayPublish = useMay('connector.publish');
  if (connector.origin !== 'openapi' || !mayPublish) return null;
  return (
    <Button
      variant="default"
      component={Link}
      to={`/w/${workspace}/connectors/new/openapi?connector=${encodeURIComponent(connector.name)}`}
    >
      {t('importAgain')}
    </Button>
  );
}
