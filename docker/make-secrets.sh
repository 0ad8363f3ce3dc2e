#!/bin/sh
# Makes what docker-compose.yml mounts into its containers: the passwords of the databases and the first API key, an
# operator's, whose text is shown once. What is there already stays as it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
secrets=$here/secrets

# The containers' users read the files, so the files are open and the folder around them is closed.
umask 022
mkdir -p "$secrets/api-keys"
chmod 700 "$secrets"

for name in postgres trading_database metering_database settlement_database; do
  file=$secrets/${name}_password
  [ -s "$file" ] || openssl rand -hex 24 >"$file"
done

[ -s "$secrets/api-keys/api-keys.json" ] || "$here/add-key.sh" operator operator
