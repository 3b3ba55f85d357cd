# One static program in an otherwise empty image: nothing to update, nothing to break into. Beside
# it lie what it is made of (/sbom.cdx.json) and the licences of that (/licences).
#
# Tags move. Who wants to build twice from the very same compiler gives its digest:
#   docker build --build-arg GO_IMAGE=golang@sha256:... .
ARG GO_IMAGE=golang:1.26
FROM ${GO_IMAGE} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY . .
ARG VERSION=dev
ARG TARGETOS=linux
ARG TARGETARCH
# A test runs this very line and looks at what it makes (cmd/interlude/static_test.go).
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /interlude ./cmd/interlude
# The same test runs these two lines as well.
RUN CGO_ENABLED=0 go run -trimpath -ldflags "-X main.version=$VERSION" ./cmd/interlude version --sbom --of /interlude > /sbom.cdx.json
RUN go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}' ./cmd/interlude | sort -u | while read -r module dir; do mkdir -p "/licences/$module" && find "$dir" -maxdepth 1 -type f \( -iname 'licen*' -o -iname 'copying*' -o -iname 'notice*' -o -iname 'patents*' \) -exec cp '{}' "/licences/$module/" \; ; done
# Empty directories that the program may write to; volumes mounted there inherit their owner.
RUN mkdir -p /writable/data /writable/keys && chmod 0700 /writable/*

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /writable/ /
COPY --from=build /interlude /interlude
COPY --from=build /sbom.cdx.json /sbom.cdx.json
COPY --from=build /licences /licences
USER 65532:65532
# The defaults of database.url and keys.file are relative: they end up here.
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/interlude", "health", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/interlude"]
CMD ["serve", "--config", "/etc/interlude/config.yaml"]
