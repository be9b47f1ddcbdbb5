import type { Migration } from '../database.js'

/**
 * Columns are text or bigint only: times are milliseconds, flags are nullable times, lists are JSON text, ids are text.
 * The tables of the token life cycle have no foreign keys: tokens and grants are written on the hot path, always by
 * ids just read, and a key check would lock rows that a revocation needs.
 */
export const foundation: Migration = {
  name: '0001-foundation',
  statements: [
    `create table installation (
      singleton text primary key,
      environment text not null,
      created_at bigint not null
    )`,
    `create table workspaces (
      workspace_id text primary key,
      name text not null,
      icon text,
      created_at bigint not null
    )`,
    `create table people (
      user_id text primary key,
      email text not null unique,
      name text not null,
      avatar_url text,
      password_hash text,
      created_at bigint not null
    )`,
    `create table memberships (
      workspace_id text not null references workspaces (workspace_id),
      user_id text not null references people (user_id),
      role text not null,
      created_at bigint not null,
      primary key (workspace_id, user_id)
    )`,
    'create index memberships_of_person on memberships (user_id)',
    `create table sessions (
      digest text primary key,
      user_id text not null references people (user_id),
      created_at bigint not null,
      expires_at bigint not null
    )`,
    `create table integrations (
      integration_id text primary key,
      workspace_id text not null references workspaces (workspace_id),
      created_by text not null references people (user_id),
      kind text not null,
      environment text not null,
      name text not null,
      icon text,
      website_url text,
      capabilities text not null,
      redirect_uris text not null,
      secrets text not null,
      version bigint not null,
      created_at bigint not null,
      deleted_at bigint
    )`,
    'create index integrations_of_person on integrations (created_by)',
    `create table bots (
      bot_id text primary key,
      integration_id text not null references integrations (integration_id),
      workspace_id text not null references workspaces (workspace_id),
      owner_id text references people (user_id),
      pages_from_grant_id text,
      created_at bigint not null
    )`,
    "create unique index bots_of_owner on bots (integration_id, workspace_id, coalesce(owner_id, ''))",
    'create index bots_of_workspace on bots (workspace_id, created_at)',
    'create index bots_of_person on bots (owner_id)',
    `create table grants (
      grant_id text primary key,
      bot_id text not null,
      version bigint not null,
      generation bigint not null,
      created_at bigint not null,
      code_digest text unique,
      redirect_uri text,
      redirect_uri_given_at bigint,
      code_challenge text,
      capabilities text,
      redeemed_at bigint,
      rotated_at bigint,
      sealed_pair text,
      last_used_at bigint,
      revoked_at bigint,
      revoked_because text
    )`,
    'create index grants_of_bot on grants (bot_id, created_at)',
    `create table tokens (
      digest text primary key,
      grant_id text not null,
      kind text not null,
      generation bigint not null,
      hint text not null,
      issued_at bigint not null
    )`,
    'create index tokens_of_grant on tokens (grant_id)',
    `create table grant_pages (
      grant_id text not null,
      page_id text not null,
      primary key (grant_id, page_id)
    )`,
    `create table pages (
      workspace_id text not null,
      page_id text not null,
      parent_id text,
      title text not null,
      icon text,
      position bigint not null,
      created_at bigint not null,
      primary key (workspace_id, page_id)
    )`,
  ],
}
