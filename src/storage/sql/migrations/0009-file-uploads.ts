import type { Migration } from '../database.js'

/** Ids of uploads are in the order of time: the index by who made them is the order of lists. */
export const fileUploads: Migration = {
  name: '0009-file-uploads',
  statements: [
    `create table file_uploads (
      file_upload_id text not null primary key,
      workspace_id text not null,
      created_by text not null,
      mode text not null,
      state text not null,
      filename text,
      content_type text,
      content_length bigint,
      part_count bigint,
      external_url text,
      import_result text,
      parts text not null,
      created_at bigint not null,
      edited_at bigint not null,
      expires_at bigint not null,
      attached_at bigint
    )`,
    'create index file_uploads_of_bot on file_uploads (created_by, file_upload_id)',
    'create index file_uploads_by_expiry on file_uploads (expires_at) where attached_at is null',
    `create table file_objects (
      object_key text not null primary key,
      file_upload_id text not null,
      part_number bigint,
      size bigint,
      created_at bigint not null,
      kept_at bigint
    )`,
    'create index file_objects_of_upload on file_objects (file_upload_id)',
    'create index file_objects_not_kept on file_objects (created_at) where kept_at is null',
    'alter table comments add column attachments text',
  ],
}
