#!/usr/bin/env bash
# train.sh [FOLDER]: the training run for the JVM's AOT cache. Starts the application in FOLDER (/app) against disk
# storage, sends it a few requests, stops it, and leaves FOLDER/tintype.aot. Used by Dockerfile.jvm.
set -euo pipefail

app=${1:-/app}
port=18080
scratch=$(mktemp -d)

# The secret protects nothing: it verifies the tokens of this run, and there are none.
JWT_SECRET=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n') \
TINTYPE_STORAGE=disk TINTYPE_STORAGE_DIRECTORY=$scratch/data \
QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$port \
  java -XX:AOTCacheOutput="$app/tintype.aot" -jar "$app/quarkus-run.jar" &
service=$!

# status PATH: the status of a GET. Bash speaks HTTP here because the runtime image need not have curl.
status() {
  local line
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
  IFS= read -r line <&3 || true
  exec 3>&-
  echo "${line:9:3}"
}

for _ in $(seq 120); do
  kill -0 "$service" 2>/dev/null || { echo "the application stopped during its training run" >&2; exit 1; }
  [ "$(status /q/health/started)" != 200 ] || break
  sleep 0.5
done
for _ in $(seq 20); do
  for path in /q/health/ready /openapi.yaml /q/metrics /images /images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10; do
    status "$path" >/dev/null
  done
done

kill "$service"
wait "$service" || [ $? = 143 ]
rm -rf "$scratch"
[ -s "$app/tintype.aot" ] || { echo "the training run left no cache" >&2; exit 1; }
