import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readConnectionSearch } from '../../features/connections/model/connection-search.ts';
import { readCatalogueSearch } from '../../features/connectors/model/catalogue.ts';
import { readConnectorSearch } from '../../features/connectors/model/connector-search.ts';
import { workspace } from './outer-routes.ts';
import { searchText } from './search-text.ts';

const connectors = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors',
  validateSearch: readCatalogueSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connectors/connectors-page.tsx')).ConnectorsPage,
  })),
});
const connectorPage = lazyRouteComponent(async () => ({
  default: (await import('../../features/connectors/connector-page.tsx')).ConnectorPage,
}));
const connector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/$connector',
  validateSearch: readConnectorSearch,
  component: connectorPage,
});
const uploadConnector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/upload',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connectors/upload-page.tsx')).UploadPage,
  })),
});
const importConnector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/openapi',
  validateSearch: (search): { connector?: string } => {
    const name = searchText(search.connector);
    return name === undefined ? {} : { connector: name };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connectors/openapi-page.tsx')).OpenApiPage,
  })),
});
const addPiece = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/piece',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connectors/piece-page.tsx')).PiecePage,
  })),
});
const publisherKeys = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/publishers/keys',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connectors/keys-page.tsx')).KeysPage,
  })),
});
const connectorVersion = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/$connector/v/$version',
  validateSearch: readConnectorSearch,
  component: connectorPage,
});
const connections = createRoute({
  getParentRoute: () => workspace,
  path: 'connections',
  validateSearch: readConnectionSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connections/connections-page.tsx')).ConnectionsPage,
  })),
});
const connection = createRoute({
  getParentRoute: () => workspace,
  path: 'connections/$connection',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/connections/connection-page.tsx')).ConnectionPage,
  })),
});

/** Connectors with what makes and trusts them, and connections. */
export const connectorRoutes = [
  connectors,
  connector,
  uploadConnector,
  importConnector,
  addPiece,
  publisherKeys,
  connectorVersion,
  connections,
  connection,
] as const;
