import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PLAIN_PAGE_POLICY, printPlainPage } from '../error-pages/error-page.ts';

export const DESIGNER_FOLDER = fileURLToPath(new URL('../../../designer/dist/', import.meta.url));

/** First parts of paths that are never pages: an unknown address below them is a problem document, not the designer. */
const NO_PAGES = /^\/(?:api|hooks|demo|errors|assets|healthz|readyz|metrics|gw|registry|mcp)(?:\/|$)/;
const FILE = /\.[a-z0-9]{1,8}$/i;
const ONE_YEAR_SECONDS = 31_536_000;

/** Serves the built designer: files as they are, and its one page for every other address, as its router expects. */
export async function addDesignerRoutes(instance: FastifyInstance, folder: string = DESIGNER_FOLDER): Promise<void> {
  if (existsSync(folder)) {
    await instance.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });
  }
  instance.get('/*', async (request: FastifyRequest, reply: FastifyReply) => {
    const path = decodePath(request.url);
    if (path === undefined) return reply.callNotFound();
    if (FILE.test(path)) return serveFile(reply, folder, path);
    if (NO_PAGES.test(path)) return reply.callNotFound();
    return servePage(reply, folder);
  });
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '');
  } catch {
    return undefined;
  }
}

function serveFile(reply: FastifyReply, folder: string, path: string): FastifyReply | void {
  if (!existsSync(folder) || path.includes('..') || !existsSync(`${folder}${path}`)) return reply.callNotFound();
  const isHashed = path.startsWith('/assets/');
  reply.header('cache-control', isHashed ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache');
  // Binding on workers only: the preview evaluates templates there, which compiles code, without network or page.
  if (isHashed) reply.header('content-security-policy', "default-src 'none'; script-src 'self' 'unsafe-eval'");
  return reply.sendFile(path.slice(1));
}

async function servePage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache');
  if (!existsSync(`${folder}index.html`)) {
    return reply.code(503).header('content-security-policy', PLAIN_PAGE_POLICY).send(NOT_BUILT);
  }
  const nonce = randomBytes(16).toString('base64');
  const page = await readFile(`${folder}index.html`, 'utf8');
  return reply.header('content-security-policy', pagePolicy(nonce)).send(withNonce(page, nonce));
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
