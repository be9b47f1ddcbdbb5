import type { FileUpload, SentPart } from '../../domain/files/file-upload.js'
import { sizeOf } from '../../domain/files/file-upload.js'
import type { FileUploadStore } from '../../ports/file-uploads.js'
import type { Database } from './database.js'
import { ifGuardHeld, statement, write } from './statement.js'

type FileUploadRow = Omit<FileUpload, 'importResult' | 'parts' | 'isAttached'> & {
  importResult: string | null
  parts: string
  attachedAt: number | null
}

const columns = `
  file_upload_id as "fileUploadId", workspace_id as "workspaceId", created_by as "createdBy",
  mode as "mode", state as "state", filename as "filename", content_type as "contentType",
  content_length as "contentLength", part_count as "partCount", external_url as "externalUrl",
  import_result as "importResult", parts as "parts", created_at as "createdAt",
  edited_at as "editedAt", expires_at as "expiresAt", attached_at as "attachedAt"`

const find = statement<{ fileUploadId: string }, FileUploadRow>(
  'find_file_upload',
  `select ${columns} from file_uploads where file_upload_id = :fileUploadId`,
)

const findMany = statement<{ ids: readonly string[] }, FileUploadRow>(
  'find_file_uploads',
  `select ${columns} from file_uploads where file_upload_id in (:ids...)`,
)

const list = statement<
  { botId: string; now: number; status: string; fromId: string; limit: number },
  FileUploadRow
>(
  'list_file_uploads',
  `select ${columns} from file_uploads
   where created_by = :botId and file_upload_id <= :fromId
     and (cast(:status as text) = '' or cast(:status as text) =
       case when state <> 'failed' and attached_at is null and expires_at <= :now
         then 'expired' else state end)
   order by file_upload_id desc limit :limit`,
)

const create = statement<FileUploadRow>(
  'create_file_upload',
  `insert into file_uploads (file_upload_id, workspace_id, created_by, mode, state, filename,
     content_type, content_length, part_count, external_url, import_result, parts, created_at,
     edited_at, expires_at, attached_at)
   values (:fileUploadId, :workspaceId, :createdBy, :mode, :state, :filename, :contentType,
     :contentLength, :partCount, :externalUrl, :importResult, :parts, :createdAt, :editedAt,
     :expiresAt, :attachedAt)`,
)

const beginObject = statement<{ fileUploadId: string; key: string; now: number }>(
  'begin_file_object',
  `insert into file_objects (object_key, file_upload_id, part_number, size, created_at, kept_at)
   values (:key, :fileUploadId, null, null, :now, null)`,
)

const isPending = `exists (
  select 1 from file_uploads u where u.file_upload_id = :fileUploadId and u.state = 'pending'
    and u.expires_at > :now)`

const addPart = statement<{
  fileUploadId: string
  key: string
  number: number
  size: number
  now: number
}>(
  'add_file_part',
  `update file_objects set part_number = :number, size = :size
   where object_key = :key and ${isPending}`,
)

const touch = statement<{ fileUploadId: string; now: number }>(
  'touch_file_upload',
  `update file_uploads set edited_at = :now
   where file_upload_id = :fileUploadId and ${ifGuardHeld}`,
)

const listParts = statement<{ fileUploadId: string }, SentPart>(
  'list_file_parts',
  `select object_key as "key", part_number as "number", size as "size" from file_objects
   where file_upload_id = :fileUploadId and part_number is not null`,
)

const receive = statement<{
  fileUploadId: string
  filename: string | null
  contentType: string | null
  contentLength: number
  importResult: string | null
  parts: string
  now: number
}>(
  'receive_file',
  `update file_uploads set state = 'uploaded', filename = :filename, content_type = :contentType,
     content_length = :contentLength, import_result = :importResult, parts = :parts,
     edited_at = :now
   where file_upload_id = :fileUploadId and state = 'pending' and expires_at > :now`,
)

const keepObjects = statement<{ keys: readonly string[]; now: number }>(
  'keep_file_objects',
  `update file_objects set kept_at = :now where object_key in (:keys...) and ${ifGuardHeld}`,
)

const fail = statement<{ fileUploadId: string; importResult: string | null; now: number }>(
  'fail_file_upload',
  `update file_uploads set state = 'failed', import_result = :importResult, edited_at = :now
   where file_upload_id = :fileUploadId and state = 'pending'`,
)

const attach = statement<{ fileUploadId: string; now: number }>(
  'attach_file_upload',
  `update file_uploads set attached_at = coalesce(attached_at, :now)
   where file_upload_id = :fileUploadId and state = 'uploaded'
     and (attached_at is not null or expires_at > :now)`,
)

const listImports = statement<{ now: number; limit: number }, FileUploadRow>(
  'list_imports',
  `select ${columns} from file_uploads
   where attached_at is null and expires_at > :now and mode = 'external_url' and state = 'pending'
   order by expires_at limit :limit`,
)

const listExpiredObjects = statement<{ before: number; limit: number }, { key: string }>(
  'list_expired_file_objects',
  `select o.object_key as "key" from file_uploads u
   join file_objects o on o.file_upload_id = u.file_upload_id
   where u.attached_at is null and u.expires_at <= :before limit :limit`,
)

/** Of a file that is there, only what is kept is part of it. */
const listReplacedObjects = statement<{ before: number; limit: number }, { key: string }>(
  'list_replaced_file_objects',
  `select o.object_key as "key" from file_objects o
   join file_uploads u on u.file_upload_id = o.file_upload_id
   where o.kept_at is null and o.created_at <= :before and u.state <> 'pending' limit :limit`,
)

const forgetObjects = statement<{ keys: readonly string[] }>(
  'forget_file_objects',
  'delete from file_objects where object_key in (:keys...)',
)

const listDead = statement<{ before: number; limit: number }, { id: string }>(
  'list_dead_file_uploads',
  `select u.file_upload_id as "id" from file_uploads u
   where u.attached_at is null and u.expires_at <= :before
     and not exists (select 1 from file_objects o where o.file_upload_id = u.file_upload_id)
   limit :limit`,
)

const removeDead = statement<{ ids: readonly string[] }>(
  'remove_dead_file_uploads',
  'delete from file_uploads where file_upload_id in (:ids...) and attached_at is null',
)

const uploadFrom = ({ attachedAt, ...row }: FileUploadRow): FileUpload => ({
  ...row,
  importResult: row.importResult === null ? null : JSON.parse(row.importResult),
  parts: JSON.parse(row.parts),
  isAttached: attachedAt !== null,
})

const textOf = (importResult: FileUpload['importResult']): string | null =>
  importResult === null ? null : JSON.stringify(importResult)

/** Above every UUID. */
const NEWEST = 'g'

export const createFileUploadStore = (db: Database): FileUploadStore => ({
  async find(fileUploadId) {
    const row = await db.get(find, { fileUploadId })
    return row && uploadFrom(row)
  },

  async findMany(ids) {
    return ids.length === 0 ? [] : (await db.all(findMany, { ids })).map(uploadFrom)
  },

  async list(botId, now, limit, { status = '', fromId = NEWEST }) {
    return (await db.all(list, { botId, now, limit, status, fromId })).map(uploadFrom)
  },

  async create({ isAttached: _, importResult, parts, ...upload }) {
    const texts = { importResult: textOf(importResult), parts: JSON.stringify(parts) }
    await db.commit(write(create, { ...upload, ...texts, attachedAt: null }))
  },

  async beginObject(fileUploadId, key, now) {
    await db.commit(write(beginObject, { fileUploadId, key, now }))
  },

  addPart: (fileUploadId, { key, number, size }, now) =>
    db.commit(
      write(addPart, { fileUploadId, key, number, size, now }),
      write(touch, { fileUploadId, now }),
    ),

  listParts: (fileUploadId) => db.all(listParts, { fileUploadId }),

  receive: (fileUploadId, { filename, contentType, importResult, parts }, now) =>
    db.commit(
      write(receive, {
        fileUploadId,
        filename,
        contentType,
        contentLength: sizeOf(parts),
        importResult: textOf(importResult),
        parts: JSON.stringify(parts),
        now,
      }),
      write(keepObjects, { keys: parts.map(({ key }) => key), now }),
    ),

  fail: (fileUploadId, importResult, now) =>
    db.commit(write(fail, { fileUploadId, importResult: textOf(importResult), now })),

  attach: (fileUploadId, now) => db.commit(write(attach, { fileUploadId, now })),

  async listImports(now, limit) {
    return (await db.all(listImports, { now, limit })).map(uploadFrom)
  },

  async listDeadObjects(before, limit) {
    const expired = await db.all(listExpiredObjects, { before, limit })
    const replaced = await db.all(listReplacedObjects, { before, limit })
    return [...new Set([...expired, ...replaced].map(({ key }) => key))]
  },

  async forgetObjects(keys) {
    await db.commit(write(forgetObjects, { keys }))
  },

  async removeDead(before, limit) {
    const ids = (await db.all(listDead, { before, limit })).map(({ id }) => id)
    if (ids.length > 0) await db.commit(write(removeDead, { ids }))
    return ids.length
  },
})
