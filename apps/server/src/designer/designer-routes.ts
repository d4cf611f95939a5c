import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PLAIN_PAGE_POLICY, printPlainPage } from '../error-pages/error-page.ts';
import { StaticFiles } from './static-files.ts';

const DESIGNER_FOLDER = fileURLToPath(new URL('../../../designer/dist/', import.meta.url));

/** First parts of paths that are never pages: an unknown address below them is a problem document, not the designer. */
const NO_PAGES =
  /^\/(?:api|hooks|hooks-test|callbacks|demo|errors|assets|healthz|readyz|metrics|gw|registry|mcp)(?:\/|$)/;
const PAGE = '/index.html';
const FILE = /\.[a-z0-9]{1,8}$/i;
/** No file is below them, and the last part of a page of a version looks like one. */
const PAGES = '/w/';
const ONE_YEAR_SECONDS = 31_536_000;

/** Serves the built designer: files as they are, and its one page for every other address, as its router expects. */
export function addDesignerRoutes(instance: FastifyInstance, folder: string = DESIGNER_FOLDER): void {
  const files = new StaticFiles(folder);
  instance.get('/*', async (request: FastifyRequest, reply: FastifyReply) => {
    const path = decodePath(request.url);
    // The page itself goes out under its policy only.
    if (path !== undefined && FILE.test(path) && !path.startsWith(PAGES) && path !== PAGE)
      await sendFile({ request, reply, path }, files);
    else if (path === undefined || NO_PAGES.test(path)) reply.callNotFound();
    else await sendPage(reply, files);
    return reply;
  });
}

/** One spelling for each path: what it is decided by must be what is read. */
function decodePath(url: string): string | undefined {
  try {
    return posix.normalize(decodeURIComponent(url.split('?')[0] ?? ''));
  } catch {
    return undefined;
  }
}

async function sendFile(
  { request, reply, path }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly path: string },
  files: StaticFiles,
): Promise<void> {
  const file = await files.find(path, request.headers['accept-encoding'] ?? '');
  if (file === undefined) {
    reply.callNotFound();
    return;
  }
  const isHashed = path.startsWith('/assets/');
  reply.header('cache-control', isHashed ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache');
  reply.header('etag', file.etag).header('vary', 'accept-encoding').header('content-type', file.type);
  // Binding on workers only: the preview evaluates templates there, which compiles code, without network or page.
  if (isHashed) reply.header('content-security-policy', "default-src 'none'; script-src 'self' 'unsafe-eval'");
  if (file.encoding !== undefined) reply.header('content-encoding', file.encoding);
  if (isKnown(request.headers['if-none-match'], file.etag)) reply.code(304).send();
  else reply.send(file.content);
}

/** Weak comparison, as RFC 9110 §13.1.2 asks for: proxies that compress make tags weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
}

async function sendPage(reply: FastifyReply, files: StaticFiles): Promise<void> {
  const page = await files.find(PAGE);
  reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache');
  if (page === undefined) {
    reply.code(503).header('content-security-policy', PLAIN_PAGE_POLICY).send(NOT_BUILT);
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  reply.header('content-security-policy', pagePolicy(nonce)).send(withNonce(page.content.toString('utf8'), nonce));
}

const NOT_BUILT = printPlainPage(
  'The designer is not built',
  '<h1>The designer is not built</h1><p>The server runs, and its API and webhooks work. To get the designer, run ' +
    '<code>npm run build</code> in the project folder and load this page again; <code>npm start</code> does it by itself.</p>',
);

/** The build knows no nonce; each answer has its own, on every script, style and preload of the page. */
function withNonce(page: string, nonce: string): string {
  return page
    .replace(/<(script|style|link rel="(?:modulepreload|stylesheet)")(?=[\s>])/g, `<$1 nonce="${nonce}"`)
    .replace('</head>', `<meta property="csp-nonce" nonce="${nonce}"></head>`);
}

/**
 * Scripts by nonce only: a bare 'self' would admit what a workflow answers below /hooks. Styles may be inline, because
 * component and editor libraries measure and place elements by style attributes.
 */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
