# syntax=docker/dockerfile:1

# The current long-term support release; the release workflow sets it with its digest.
ARG NODE_IMAGE=node:26.12.1-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY tools ./tools
COPY collector ./collector
ARG REVISION=unknown
RUN node tools/build.mjs

# The demo's worker and the receiver of alerts, run from their sources: only docker-compose.yml uses this stage.
FROM base AS extras
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY collector ./collector
COPY tools ./tools
COPY alerts ./alerts
COPY demo ./demo
USER node
ENTRYPOINT ["node", "--import", "tsx"]

FROM ${NODE_IMAGE} AS deadbeat
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Deadbeat" \
      org.opencontainers.image.description="Finds Temporal activities that keep running after they were cancelled or abandoned." \
      org.opencontainers.image.source="https://github.com/deadbeat-io/deadbeat" \
      org.opencontainers.image.url="https://github.com/deadbeat-io/deadbeat" \
      org.opencontainers.image.documentation="https://github.com/deadbeat-io/deadbeat/blob/main/docs/deploy.md" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The health check asks an address of its own, which needs no certificate and no password.
ENV NODE_ENV=production \
    DEADBEAT_STATE_FILE=/var/lib/deadbeat/deadbeat-state \
    DEADBEAT_HEALTH_LISTEN=127.0.0.1:9811
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/dist ./dist
# Group 0 may write too: OpenShift runs containers as an arbitrary user of that group. A named volume takes over owner and mode.
RUN mkdir /var/lib/deadbeat && chown 1000:0 /var/lib/deadbeat && chmod 0775 /var/lib/deadbeat
VOLUME /var/lib/deadbeat
USER 1000:1000
EXPOSE 9810
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9811/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/deadbeat.js"]
CMD ["collect"]
