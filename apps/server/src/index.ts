export { SERVER_ERRORS, ServerError, type ServerErrorCode } from './errors.ts';
export { startServer, type RunningServer, type StartServerOptions } from './start-server.ts';
