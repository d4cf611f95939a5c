export type { AuthChoice, AuthSuggestion } from './connection/auth-choice.ts';
export type { OpenApiDocument, OpenApiWarning } from './document/openapi-document.ts';
export { readOpenApi } from './document/read-openapi.ts';
export { ejectConnector } from './eject/eject-connector.ts';
export { OPENAPI_ERRORS, OpenApiError, type OpenApiErrorCode } from './errors.ts';
export { deriveTests, type DerivedTests } from './tests/derive-tests.ts';
export { compareImports, type ImportComparison } from './compare-imports.ts';
export { importOpenApi, type OpenApiImport } from './import-openapi.ts';
export {
  inspectOpenApi,
  type InspectedOperation,
  type InspectedServer,
  type OpenApiInspection,
} from './inspect-openapi.ts';
export { overlaySchema, readOverlay, type OpenApiOverlay, type OperationCorrection } from './overlay.ts';
export type { PagingChoice } from './paging/suggest-paging.ts';
