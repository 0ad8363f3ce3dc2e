#!/bin/sh
# Adds an API key and shows its text once; the file keeps its hash. The services read the file again when it changes.
#   docker/add-key.sh NAME operator|venue
#   docker/add-key.sh NAME party EIC
set -eu
umask 022
folder=$(cd "$(dirname "$0")" && pwd)/secrets/api-keys
file=$folder/api-keys.json

wrong() {
  echo "$1" >&2
  exit 2
}
name=${1:-} role=${2:-} party=${3:-}
case $name in '' | *[!A-Za-z0-9_.-]*) wrong 'The name takes letters, digits, -, _ and .' ;; esac
case $role in
  operator | venue) [ -z "$party" ] || wrong "A key with the role $role has no party." ;;
  party) case $party in '' | *[!A-Z0-9-]*) wrong "A party's key needs the party's EIC." ;; esac ;;
  *) wrong 'The role is operator, venue or party.' ;;
esac

mkdir -p "$folder"
if [ -s "$file" ] && { [ "$(head -n 1 "$file")" != '[' ] || [ "$(tail -n 1 "$file")" != ']' ]; }; then
  wrong "The first line of $file has to be [ and the last one ], with an entry on each line between; it was left as it is."
fi
if [ -s "$file" ] && grep -q "\"name\":\"$name\",\"role\":\"$role\"" "$file"; then
  wrong "There is a key named $name with the role $role; remove its line first."
fi

key=gs_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n')
sha256=$(printf '%s' "$key" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
# An entry is a line, so that it can be found and removed by hand.
entry="{\"name\":\"$name\",\"role\":\"$role\"${party:+,\"party\":\"$party\"},\"sha256\":\"$sha256\"}"
{
  echo '['
  # The last of the entries that are there, if any is, gets its comma.
  [ ! -s "$file" ] || sed -e '1d;$d;/^[[:space:]]*$/d' "$file" | sed -e '$s/,\{0,1\}$/,/'
  printf '%s\n]\n' "$entry"
} >"$file.next"
# Replaced as a whole: a service that reads it meanwhile sees the old or the new one.
mv "$file.next" "$file"
echo "$name ($role${party:+ $party}): $key"
