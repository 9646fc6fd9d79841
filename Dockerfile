# syntax=docker/dockerfile:1

FROM node:22.21.1-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY tools/finish-build.mjs ./tools/
COPY collector ./collector
ARG REVISION=unknown
RUN npm run build && echo "{\"revision\":\"$REVISION\"}" > dist/revision.json

FROM base AS production-dependencies
RUN npm ci --omit=dev --ignore-scripts

# The demo's worker and the inbox of the alerts, run from their sources: docker-compose.yml alone uses it.
FROM base AS extras
RUN npm ci
COPY tsconfig.json ./
COPY collector ./collector
COPY tools ./tools
COPY alerts ./alerts
COPY demo ./demo
USER node
ENTRYPOINT ["node", "--import", "tsx"]

FROM base AS deadbeat
ENV NODE_ENV=production \
    DEADBEAT_STATE_FILE=/var/lib/deadbeat/deadbeat-state.json
COPY LICENSE ./
COPY --from=production-dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A named volume takes over the owner.
RUN mkdir /var/lib/deadbeat && chown node:node /var/lib/deadbeat
VOLUME /var/lib/deadbeat
USER node
EXPOSE 9810
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9810/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/collector/main.js"]
CMD ["collect"]
