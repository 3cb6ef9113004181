#!/usr/bin/env bash
# try.sh EXECUTABLE ROOT [FOLDER]: runs the native executable in the root file system that make-root.sh made, as
# Dockerfile.native's image and kubernetes/base do, by bubblewrap and so without a container engine: process 1, user 1001,
# no capabilities, no new privileges, a read-only root, only /tmp and /data writable. Then it uploads, lists and downloads
# images, makes renditions of and in every format, stops the service in the middle of a download, and checks each of these.
# FOLDER contains shared libraries that an executable of a development kit looks for in lib beside it.
set -euo pipefail

executable=$(realpath "$1")
rootfs=$(realpath "$2")
libraries=${3:+$(realpath "$3")}
images=$(realpath "$(dirname "$0")/../src/test/resources/images")
image=$images/photograph.jpg
scratch=$(mktemp -d)
secret=$(openssl rand -hex 24)
port=$((20000 + RANDOM % 10000))
url=http://127.0.0.1:$port
ready=http://127.0.0.1:$((port + 1))/q/health/ready
bwrap=

finish() {
  [ -z "$bwrap" ] || kill -KILL "$bwrap" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
say() { printf '%-46s %s\n' "$1" "$2"; }
fail() { echo "$*" >&2; [ ! -f "$scratch/log" ] || tail -n 20 "$scratch/log" >&2; exit 1; }

mkdir "$scratch/data" "$scratch/tmp"
root=(--ro-bind "$rootfs" / --ro-bind "$executable" /app/tintype --proc /proc --dev /dev)
[ -z "$libraries" ] || root+=(--ro-bind "$libraries" /app/lib)

bwrap "${root[@]}" --bind "$scratch/data" /data --bind "$scratch/tmp" /tmp --remount-ro / \
  --unshare-user --uid 1001 --gid 1001 --unshare-pid --as-pid-1 --unshare-ipc --unshare-uts --cap-drop ALL --new-session \
  --clearenv --setenv TINTYPE_STORAGE_DIRECTORY /data --setenv TINTYPE_STORAGE disk --setenv JWT_SECRET "$secret" \
  --setenv QUARKUS_HTTP_HOST 127.0.0.1 --setenv QUARKUS_HTTP_PORT "$port" \
  --setenv QUARKUS_MANAGEMENT_HOST 127.0.0.1 --setenv QUARKUS_MANAGEMENT_PORT "$((port + 1))" \
  --setenv QUARKUS_SHUTDOWN_TIMEOUT 30s \
  --chdir /app --info-fd 4 /app/tintype -Xmx96m 4>"$scratch/info" >"$scratch/log" 2>&1 &
bwrap=$!

for _ in $(seq 100); do
  kill -0 "$bwrap" 2>/dev/null || fail "it ended before it was ready"
  [ "$(curl -s -o /dev/null -w '%{http_code}' "$ready")" != 200 ] || break
  sleep 0.1
done
[ "$(curl -s -o /dev/null -w '%{http_code}' "$ready")" = 200 ] || fail "it is not ready after 10 s"
service=$(grep -oE '"child-pid": *[0-9]+' "$scratch/info" | grep -oE '[0-9]+')

status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$service/status"; }
say "size of the executable" "$(stat -c %s "$executable") bytes"
say "number in its own process namespace" "$(status NSpid | awk '{print $NF}')"
say "capabilities effective, permitted, bounding" "$(status CapEff) $(status CapPrm) $(status CapBnd)"
say "no new privileges" "$(status NoNewPrivs)"
[ "$(status NSpid | awk '{print $NF}')" = 1 ] || fail "it is not process 1"
[ "$(status CapEff)$(status CapBnd)" = 00000000000000000000000000000000 ] || fail "it has capabilities"
[ "$(status NoNewPrivs)" = 1 ] || fail "it may gain privileges"
awk '$2 == "/" {print $4}' "/proc/$service/mounts" | grep -qE '^ro(,|$)' || fail "the root is not read-only"
say "root file system" "read-only"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
signed=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(
  printf '{"sub":"try","exp":%d}' $(($(date +%s) + 600)) | base64url)
token=$signed.$(printf %s "$signed" | openssl dgst -sha256 -hmac "$secret" -binary | base64url)
ask() { curl -sS --fail-with-body --max-time 60 -H "Authorization: Bearer $token" "$@"; }

upload() { ask -F "file=@$1" "$url/images" | grep -oE '"id":"[^"]+"' | cut -d'"' -f4; }
id=$(upload "$image") || fail "the upload failed"
ask "$url/images" | grep -q "$id" || fail "the list lacks the image"
ask -o "$scratch/downloaded" "$url/images/$id"
cmp "$image" "$scratch/downloaded"
say "upload, list, download" "the same bytes"
[ -z "$(find "$scratch/tmp" -type f -size +0)" ] || fail "the upload left something in /tmp"
say "left in /tmp" "nothing"
say "resident, highest" "$(status VmRSS), $(status VmHWM)"

for name in photograph.jpg photograph.png photograph.gif photograph.webp photograph.avif photograph.heic photograph.bmp \
  little-endian.tiff; do
  original=$(upload "$images/$name") || fail "the upload of $name failed"
  type=$(ask -H 'Accept: image/webp' -o "$scratch/rendition" -w '%{content_type}' "$url/images/$original/renditions/thumbnail") ||
    fail "$name has no rendition: $(cat "$scratch/rendition")"
  [ "$type" = image/webp ] || fail "the rendition of $name is $type"
  [ "$(head -c 4 "$scratch/rendition")" = RIFF ] || fail "the rendition of $name is not a WebP file"
  say "rendition of $name" "$(stat -c %s "$scratch/rendition") bytes"
done
for format in avif webp jpeg png; do
  query="width=64&height=64&fit=cover&focus=attention&format=$format"
  type=$(ask -o "$scratch/rendition" -w '%{content_type}' "$url/images/$id/renditions?$query") ||
    fail "no rendition as $format: $(cat "$scratch/rendition")"
  [ "$type" = "image/$format" ] || fail "the rendition as $format is $type"
  say "rendition as $format" "$(stat -c %s "$scratch/rendition") bytes"
done
say "resident after renditions, highest" "$(status VmRSS), $(status VmHWM)"

! grep -q libvips "/proc/$service/maps" || fail "the service has loaded libvips"
worker=$(cat "/proc/$service"/task/*/children | awk '{print $1; exit}')
of_worker() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$worker/status"; }
[ "$(of_worker Seccomp)" = 2 ] || fail "the worker has no filter of system calls"
isolation=$(curl -s "$ready" | grep -oE '"isolation": *"[^"]*"' | cut -d'"' -f4)
case $isolation in *Landlock*) ;; *) echo "the kernel has no Landlock" ;; esac
say "a worker is isolated by" "$isolation"
say "resident in a worker, highest" "$(of_worker VmRSS), $(of_worker VmHWM)"

# An image with a long tail after its end, so that a download still runs when the service is told to stop.
{ cat "$image"; head -c 20000000 /dev/zero; } >"$scratch/large.jpg"
large=$(upload "$scratch/large.jpg") || fail "the large upload failed"
ask --limit-rate 2M -o "$scratch/slow" "$url/images/$large" &
slow=$!
sleep 1
kill -0 "$slow" || fail "the download is over already"
stopped=$(date +%s%N)
kill -TERM "$service"
wait "$slow" || fail "the download was cut off by SIGTERM"
cmp "$scratch/large.jpg" "$scratch/slow"
code=0
wait "$bwrap" || code=$?
bwrap=
say "download under way at SIGTERM" "complete"
say "SIGTERM to the end" "$((($(date +%s%N) - stopped) / 1000000)) ms, exit code $code"
case $code in 0 | 143) ;; *) fail "exit code $code" ;; esac
# What the kernel lacks for workers is a warning, and no fault of the image.
if grep -E ' (ERROR|WARN) ' "$scratch/log" | grep -v 'isolated by'; then fail "the log has warnings"; fi
