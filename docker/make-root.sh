#!/usr/bin/env bash
# make-root.sh FOLDER: makes the root file system of Dockerfile.native's image in a new folder, without a container
# engine and without the executable: Debian's essential packages and those that the Dockerfile installs. It needs
# mmdebstrap and Debian's archive keys (debian-archive-keyring).
set -euo pipefail

folder=$1
dockerfile=$(dirname "$0")/Dockerfile.native
release=trixie # debian:13
grep -q '^FROM debian:13\.' "$dockerfile" || { echo "$dockerfile is not based on Debian 13" >&2; exit 1; }
packages=$(sed -n '/apt-get install/,/&&/p' "$dockerfile" | grep -oE '\blib[a-z0-9-]+' | paste -sd,)

# As debian:13-slim: no documentation, no translations.
mmdebstrap --quiet --variant=minbase --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --customize-hook="mkdir -p \"\$1/app/lib\" \"\$1/data\" && touch \"\$1/app/tintype\"" \
  "$release" "$folder" >/dev/null
echo "$folder: $(du -sm "$folder" | cut -f1) MB, $(find "$folder/var/lib/dpkg/info" -name '*.list' | wc -l) packages"
