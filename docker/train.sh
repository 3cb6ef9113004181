#!/usr/bin/env bash
# train.sh [FOLDER]: the training run for the JVM's AOT cache. Starts the application in FOLDER (/app) against disk
# storage, does with it what callers do, stops it, and leaves FOLDER/tintype.aot. Used by Dockerfile.jvm.
#
# Bash speaks HTTP here because the runtime image has no curl; it has openssl because certificates need it.
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

# ask STATUS METHOD PATH [HEADER...]: one request, with the file $scratch/body as its body where there is one. Leaves
# the answer in $scratch/answer. Health and metrics are asked of the management port.
ask() {
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
  cat <&3 >"$scratch/answer"
  exec 3>&-
  [[ $(head -n 1 "$scratch/answer") == "HTTP/1.1 $expected "* ]]
}

train() {
  local bearer="Authorization: Bearer $token" etag id
  ask 200 GET /q/health/live
  ask 200 GET /q/health/ready
  ask 200 GET /q/metrics
  ask 200 GET /openapi.yaml
  ask 401 GET /images

  # The smallest PNG: one pixel.
  {
    printf -- '--part\r\nContent-Disposition: form-data; name="file"; filename="pixel.png"\r\n'
    printf 'Content-Type: image/png\r\n\r\n'
    echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg== |
      openssl base64 -d
    printf '\r\n--part--\r\n'
  } >"$scratch/body"
  ask 201 POST /images "$bearer" 'Content-Type: multipart/form-data; boundary=part'
  rm "$scratch/body"
  id=$(sed -n 's|^location: .*/images/\([0-9a-f-]*\).*|\1|Ip' "$scratch/answer")
  etag=$(sed -n 's|^etag: \(.*\)\r|\1|Ip' "$scratch/answer")

  ask 200 GET /images "$bearer"
  ask 200 GET "/images/$id" "$bearer"
  ask 206 GET "/images/$id" "$bearer" 'Range: bytes=0-9'
  ask 304 GET "/images/$id" "$bearer" "If-None-Match: $etag"
  ask 200 HEAD "/images/$id" "$bearer"
  ask 200 GET "/images/$id/metadata" "$bearer"
  ask 204 DELETE "/images/$id" "$bearer"
  ask 404 GET "/images/$id" "$bearer"
  ask 400 GET /images/1 "$bearer"
}

for _ in $(seq 120); do
  kill -0 "$service" 2>/dev/null || { echo "the application stopped during its training run" >&2; exit 1; }
  ! ask 200 GET /q/health/started || break
  sleep 0.5
done
for _ in $(seq 20); do
  train || { echo "an answer of the training run is not what was expected:" >&2; head -n 1 "$scratch/answer" >&2; exit 1; }
done

kill "$service"
wait "$service" || [ $? = 143 ]
rm -rf "$scratch"
[ -s "$app/tintype.aot" ] || { echo "the training run left no cache" >&2; exit 1; }
