import type { Migration } from '../database.js'

/** What makes a 200 of revoke final: pairs handed over, bulk revocation by epoch, and the trail of it all. */
export const finality: Migration = {
  name: '0002-finality',
  statements: [
    'alter table grants add column handed_over bigint not null default 0',
    'update grants set handed_over = generation',
    // A grant is dead once the sum of its party's epochs exceeds the one it was made under.
    'alter table grants add column epoch bigint not null default 0',
    'alter table integrations add column epoch bigint not null default 0',
    'alter table workspaces add column epoch bigint not null default 0',
    'alter table people add column epoch bigint not null default 0',
    // Written on the hot path, so it has no index but its key, which grows with time.
    `create table audit_inbox (
      entry_id text primary key,
      at bigint not null,
      event text not null,
      reason text,
      actor_kind text not null,
      actor_id text,
      request_id text,
      subject_kind text not null,
      subject_id text not null,
      credentials bigint
    )`,
    `create table audit_entries (
      entry_id text primary key,
      seal bigint not null,
      at bigint not null,
      event text not null,
      reason text,
      actor_kind text not null,
      actor_id text,
      request_id text,
      subject_kind text not null,
      subject_id text not null,
      credentials bigint,
      integration_id text,
      workspace_id text,
      user_id text
    )`,
    'create index audit_entries_of_seal on audit_entries (seal, entry_id)',
    'create index audit_entries_of_subject on audit_entries (subject_id, entry_id)',
    'create index audit_entries_of_integration on audit_entries (integration_id, entry_id)',
    'create index audit_entries_of_workspace on audit_entries (workspace_id, entry_id)',
    'create index audit_entries_of_person on audit_entries (user_id, entry_id)',
    // Refreshes outnumber everything else; what began and ended a grant is found without them.
    `create index audit_entries_of_turn on audit_entries (subject_id, entry_id)
     where event <> 'refreshed'`,
    `create index audit_entries_of_start on audit_entries (user_id, entry_id)
     where event = 'connected'`,
    `create table audit_seals (
      number bigint primary key,
      entries bigint not null,
      sealed_at bigint not null,
      key_id text not null,
      hash text not null
    )`,
    // The one row that sealing contends for: the number and the hash of the last seal.
    `create table audit_head (
      singleton text primary key,
      number bigint not null,
      hash text not null
    )`,
  ],
}
