# One image for every role; the role is the argument:  docker run … tidemark gateway
FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/m2 \
    mvn -B -ntp -q -Dmaven.repo.local=/m2 -Pquick -Dmaven.test.skip=true package
# The servers of ./tidemark demo stay behind: 90 MB that no pod starts.
RUN mkdir -p /image/tidemark \
    && cp -r standalone/target/tidemark.jar standalone/target/lib k8s/image/java.options /image/tidemark/ \
    && rm /image/tidemark/lib/embedded-postgres-binaries-*.jar
# jdk.naming.dns looks members up, jdk.jcmd is for people who look at a pod in trouble.
RUN jlink --output /image/java --no-header-files --no-man-pages --compress zip-6 \
    --add-modules java.se,jdk.unsupported,jdk.management,jdk.jfr,jdk.net,jdk.zipfs,jdk.crypto.ec,jdk.naming.dns,jdk.jcmd

# Debian 12, as below: the cache is of use only to the very same JVM and jars.
FROM docker.io/library/debian:bookworm-slim AS train
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl postgresql redis-server \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /image /opt
COPY k8s/image/train /usr/local/bin/train
RUN service postgresql start \
    && su postgres -c "psql -c \"create role tidemark login superuser password 'training'\" -c 'create database tidemark'" \
    && (redis-server --save '' --daemonize yes) \
    && TIDEMARK_POSTGRES_URL=postgresql://tidemark:training@127.0.0.1:5432/tidemark \
       TIDEMARK_REDIS_URL=redis://127.0.0.1:6379 train /opt

FROM docker.io/library/debian:bookworm-slim
COPY --from=train /opt /opt
# By number: Kubernetes cannot tell whether a name is root.
USER 65532:65532
WORKDIR /tmp
EXPOSE 8080 8081 5701 5702
ENTRYPOINT ["/opt/java/bin/java", "@/opt/tidemark/java.options", "-XX:AOTCache=/opt/tidemark/tidemark.aot", "-jar", "/opt/tidemark/tidemark.jar"]
