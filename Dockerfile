# One static program in an otherwise empty image: nothing to update, nothing to break into.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG TARGETOS=linux
ARG TARGETARCH
# A test runs this very line and looks at what it makes (cmd/interlude/static_test.go).
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /interlude ./cmd/interlude
# Empty directories that the program may write to; volumes mounted there inherit their owner.
RUN mkdir -p /writable/data /writable/keys && chmod 0700 /writable/*

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /writable/ /
COPY --from=build /interlude /interlude
USER 65532:65532
# The defaults of database.url and keys.file are relative: they end up here.
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/interlude", "health", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/interlude"]
CMD ["serve", "--config", "/etc/interlude/config.yaml"]
