# One image for every role; the role is the argument:  docker run … tidemark gateway
FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# Two platforms that are built at a time must not write one repository.
ARG TARGETARCH
# The release profile writes the bill of materials.
RUN --mount=type=cache,id=m2-$TARGETARCH,target=/m2,sharing=locked \
    mvn -B -ntp -q -Dmaven.repo.local=/m2 -Pquick,release -Dmaven.test.skip=true -pl standalone -am package
# Three layers, the rarest change first: the runtime, libraries of others, Tidemark. A library has the same time in every
# build, so that its layer is the same too.
RUN mkdir -p /image/libraries /image/product/lib \
    && cd /src/standalone/target \
    && mv lib/tidemark-*.jar /image/product/lib/ \
    && grep -v '^#' /src/k8s/image/left-out | while read -r pattern; do rm lib/$pattern || exit 1; done \
    && mv lib/* /image/libraries/ \
    && find /image/libraries -exec touch -d 2026-01-01T00:00:00Z {} + \
    && mv tidemark.jar sbom.json /src/k8s/image/java.options /src/k8s/image/healthy /src/LICENSE /image/product/
# jdk.naming.dns looks members up, jdk.jcmd is for people who examine a process.
RUN jlink --output /image/java --no-header-files --no-man-pages --compress zip-6 \
    --add-modules java.se,jdk.unsupported,jdk.management,jdk.jfr,jdk.net,jdk.zipfs,jdk.crypto.ec,jdk.naming.dns,jdk.jcmd

# Debian 12, as below: the cache is of use only to the very same JVM and jars.
FROM docker.io/library/debian:bookworm-slim AS train
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl postgresql redis-server \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /image/java /opt/java
COPY --from=build /image/libraries /opt/tidemark/lib
COPY --from=build /image/product /opt/tidemark
COPY k8s/image/train /usr/local/bin/train
RUN service postgresql start \
    && su postgres -c "psql -c \"create role tidemark login superuser password 'training'\" -c 'create database tidemark'" \
    && (redis-server --save '' --daemonize yes) \
    && TIDEMARK_POSTGRES_URL=postgresql://tidemark:training@127.0.0.1:5432/tidemark \
       TIDEMARK_REDIS_URL=redis://127.0.0.1:6379 train /opt

FROM docker.io/library/debian:bookworm-slim
COPY --from=build /image/java /opt/java
COPY --from=build /image/libraries /opt/tidemark/lib
COPY --from=build /image/product /opt/tidemark
COPY --from=train /opt/tidemark/tidemark.aot /opt/tidemark/
# By number: Kubernetes cannot tell whether a name is root.
USER 65532:65532
WORKDIR /tmp
EXPOSE 8080 8081 5701 5702
# For engines without probes of their own; `migrate` ends before it is asked.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["/opt/tidemark/healthy"]
ENTRYPOINT ["/opt/java/bin/java", "@/opt/tidemark/java.options", "-XX:AOTCache=/opt/tidemark/tidemark.aot", "-jar", "/opt/tidemark/tidemark.jar"]
ARG VERSION=0.2.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Tidemark" \
      org.opencontainers.image.description="Keeps the engagement numbers of social posts fresh" \
      org.opencontainers.image.url="https://github.com/tidemark/tidemark" \
      org.opencontainers.image.source="https://github.com/tidemark/tidemark" \
      org.opencontainers.image.documentation="https://github.com/tidemark/tidemark/tree/main/docs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
