#!/bin/bash
# Run by the postgres image when it makes its volume: the ledger gets a database and a user of its own, which cannot read Temporal's.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/ledger_password)" --username "$POSTGRES_USER" <<'SQL'
create role countersign login password :'password';
create database countersign owner countersign;
SQL
