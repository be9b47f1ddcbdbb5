import { type Static, Type } from '@sinclair/typebox'
import { Nullable, Uuid } from '../schema.js'
import { OneOf } from './rich-text.js'

export const fileUploadStatuses = ['pending', 'uploaded', 'expired', 'failed'] as const

export const FileUploadStatus = OneOf(fileUploadStatuses)

const ImportResult = Type.Union([
  Type.Object({
    type: Type.Literal('success'),
    success: Type.Object({}),
    imported_time: Type.String(),
  }),
  Type.Object({
    type: Type.Literal('error'),
    error: Type.Object({
      type: OneOf(['validation_error', 'internal_system_error', 'download_error', 'upload_error']),
      code: Type.String(),
      message: Type.String(),
      parameter: Nullable(Type.String()),
      status_code: Nullable(Type.Integer()),
    }),
    imported_time: Type.String(),
  }),
])

export type ImportResultAnswer = Static<typeof ImportResult>

/** A file upload in an answer, keys in the recorded order. Contract §6. */
export const FileUploadAnswer = Type.Object({
  object: Type.Literal('file_upload'),
  id: Uuid('The file upload'),
  created_time: Type.String(),
  created_by: Type.Object({ id: Uuid('Who made it'), type: Type.Literal('bot') }),
  last_edited_time: Type.String(),
  expiry_time: Nullable(Type.String()),
  upload_url: Type.Optional(Type.String()),
  complete_url: Type.Optional(Type.String()),
  in_trash: Type.Boolean(),
  status: FileUploadStatus,
  filename: Nullable(Type.String()),
  content_type: Nullable(Type.String()),
  content_length: Nullable(Type.Integer()),
  number_of_parts: Type.Optional(Type.Object({ total: Type.Integer(), sent: Type.Integer() })),
  file_import_result: Type.Optional(ImportResult),
  archived: Type.Boolean(),
})

export type FileUploadAnswer = Static<typeof FileUploadAnswer>
