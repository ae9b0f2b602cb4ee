# Yingda with a MySQL of your own: docs/deploy.md. compose.yaml runs it with one.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS packages
WORKDIR /app
# A .npmrc beside them may name a nearer registry; it stays in this stage.
COPY package.json package-lock.json .npmrc* ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM ${NODE}
# tsx would keep what it has compiled in /tmp, which need not be writable.
ENV NODE_ENV=production PORT=3000 DATA_DIR=/data TSX_DISABLE_CACHE=1 MALLOC_ARENA_MAX=1
# What a node keeps for itself; all else of the image may be read only.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json package-lock.json ./
COPY src src
COPY drizzle drizzle
COPY rules rules
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# `exec`, so that a signal reaches node. There is no MariaDB in here to start without DATABASE_URL.
CMD ["sh", "-c", ": \"${DATABASE_URL:?没有设 · must be set: mysql://user:password@host:3306/database}\"; exec node src/setup.js serve"]
