#!/usr/bin/env bash
# train.sh [FOLDER]: the training run for the JVM's AOT cache. Starts the application in FOLDER (/app) against disk
# storage, sends typical requests, stops it, and leaves FOLDER/tintype.aot. Used by Dockerfile.jvm.
#
# Sends HTTP requests by Bash, because the runtime image has no curl. It contains openssl for certificates.
set -euo pipefail

app=${1:-/app}
port=18080
management=18081
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
scratch=$(mktemp -d)
secret=$(openssl rand -hex 24)

JWT_SECRET=$secret TINTYPE_STORAGE=disk TINTYPE_STORAGE_DIRECTORY=$scratch/data \
QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$port \
QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT=$management \
  "$java" -XX:AOTCacheOutput="$app/tintype.aot" -jar "$app/quarkus-run.jar" &
service=$!

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
signed=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(
  printf '{"sub":"training","exp":%d}' $(($(date +%s) + 600)) | base64url)
token=$signed.$(printf %s "$signed" | openssl dgst -sha256 -hmac "$secret" -binary | base64url)

# request STATUS METHOD PATH [HEADER...]: sends a request, with the file $scratch/body as its body if it exists. Writes the
# response to $scratch/response. Requests for health and metrics go to the management port.
request() {
  local expected=$1 method=$2 path=$3 to=$port
  shift 3
  [[ $path != /q/* ]] || to=$management
  {
    printf '%s\r\n' "$method $path HTTP/1.1" 'Host: localhost' 'Connection: close' "$@"
    [ ! -f "$scratch/body" ] || printf 'Content-Length: %d\r\n' "$(wc -c <"$scratch/body")"
    printf '\r\n'
    [ ! -f "$scratch/body" ] || cat "$scratch/body"
  } >"$scratch/request"
  { exec 3<>"/dev/tcp/127.0.0.1/$to"; } 2>/dev/null || return 1
  cat "$scratch/request" >&3
  cat <&3 >"$scratch/response"
  exec 3>&-
  [[ $(head -n 1 "$scratch/response") == "HTTP/1.1 $expected "* ]]
}

train() {
  local bearer="Authorization: Bearer $token" etag id
  request 200 GET /q/health/live
  request 200 GET /q/health/ready
  request 200 GET /q/metrics
  request 200 GET /openapi.yaml
  request 401 GET /images

  # The smallest PNG: one pixel.
  {
    printf -- '--part\r\nContent-Disposition: form-data; name="file"; filename="pixel.png"\r\n'
    printf 'Content-Type: image/png\r\n\r\n'
    echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg== |
      openssl base64 -d
    printf '\r\n--part--\r\n'
  } >"$scratch/body"
  request 201 POST /images "$bearer" 'Content-Type: multipart/form-data; boundary=part'
  rm "$scratch/body"
  id=$(sed -n 's|^location: .*/images/\([0-9a-f-]*\).*|\1|Ip' "$scratch/response")
  etag=$(sed -n 's|^etag: \(.*\)\r|\1|Ip' "$scratch/response")

  request 200 GET /images "$bearer"
  request 200 GET "/images/$id" "$bearer"
  request 206 GET "/images/$id" "$bearer" 'Range: bytes=0-9'
  request 304 GET "/images/$id" "$bearer" "If-None-Match: $etag"
  request 200 HEAD "/images/$id" "$bearer"
  request 200 GET "/images/$id/metadata" "$bearer"
  request 204 DELETE "/images/$id" "$bearer"
  request 404 GET "/images/$id" "$bearer"
  request 400 GET /images/1 "$bearer"
}

for _ in $(seq 120); do
  kill -0 "$service" 2>/dev/null || { echo "the application stopped during its training run" >&2; exit 1; }
  ! request 200 GET /q/health/started || break
  sleep 0.5
done
for _ in $(seq 20); do
  train || { echo "unexpected response in the training run:" >&2; head -n 1 "$scratch/response" >&2; exit 1; }
done

kill "$service"
wait "$service" || [ $? = 143 ]
rm -rf "$scratch"
[ -s "$app/tintype.aot" ] || { echo "the training run created no cache" >&2; exit 1; }
