# An image with the command, which answers for one index if nothing else is said: `firstseen serve`, without root,
# with a health check, which holds for `route` too. examples/cluster/compose.yaml: shards, a router and a proxy.
#
#   docker build -t firstseen .
#   docker run --rm -p 7333:7333 -v "$PWD/my.idx:/index:ro" -v "$PWD/tokens.txt:/tokens.txt:ro" firstseen
#
# Without tokens, for this machine alone: docker run --rm -p 127.0.0.1:7333:7333 -v "$PWD/my.idx:/index:ro"
# firstseen serve /index --host 0.0.0.0 --no-auth
# Other commands, which write as the user 1000:
# docker run --rm --no-healthcheck -v "$PWD:/data" -w /data firstseen build plan.json --rank 3

FROM node:24-bookworm-slim AS build
# A download of rustup that fails then ends the build here.
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl gcc libc6-dev make \
 && curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npm ci && test -f native/firstseen.node && npm run --silent tarballs
RUN npm install --global --prefix /out --omit=dev ./tarballs/*.tgz

FROM node:24-bookworm-slim
COPY --from=build /out /usr/local
# The user `node` of the base image, as a number: Kubernetes can then see that it is not root.
USER 1000:1000
EXPOSE 7333
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7333/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["firstseen"]
CMD ["serve", "/index", "--host", "0.0.0.0", "--token-file", "/tokens.txt"]
