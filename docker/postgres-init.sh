#!/bin/sh
# Run once by PostgreSQL's image, when its volume is empty: a role and a database per service, each the owner of its own
# and a stranger in the others.
set -eu
secrets=${SECRETS_FOLDER:-/run/secrets}

for service in trading metering settlement; do
  psql --quiet -v ON_ERROR_STOP=1 -v "service=$service" -v "password=$(cat "$secrets/${service}_database_password")" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
done
