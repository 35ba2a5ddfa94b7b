#!/bin/sh
# Runs once, when the database folder is empty. Three roles, none of them able to do another's work: the owner
# migrates; the service reads and writes rows but owns no table, so it can neither drop a trigger nor truncate;
# the chat has a database of its own and sees no case.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v service="$SERVICE_PASSWORD" -v chat="$CHAT_PASSWORD" <<'SQL'
create role huiyin_service login password :'service';
create role huiyin_chat login password :'chat';
revoke all on database huiyin from public;
grant connect on database huiyin to huiyin_service;
grant usage on schema public to huiyin_service;
alter default privileges in schema public grant select, insert, update, delete on tables to huiyin_service;
alter default privileges in schema public grant usage, select on sequences to huiyin_service;
create database huiyin_chat owner huiyin_chat template template0 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8';
revoke all on database huiyin_chat from public;
SQL
