import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { FileUploadAnswer, FileUploadStatus } from './objects/file-upload.js'
import { ListOf } from './objects/list.js'
import { OneOf } from './objects/rich-text.js'
import { Exactly, Uuid } from './schema.js'

const params = Type.Object({ file_upload_id: Uuid('A file upload') })

/** Whoever may put a file somewhere may upload it. Contract §2. */
const needs = ['insert_content', 'update_content'] as const

export const createFileUpload = endpoint({
  method: 'POST',
  path: '/v1/file_uploads',
  operationId: 'create-file',
  tag: 'File uploads',
  summary: 'Create a file upload',
  description:
    'Send the bytes within an hour, and attach the file within the same hour: then it stays for good.',
  auth: 'bearer',
  needs,
  body: Type.Object(
    {
      mode: Type.Optional(OneOf(['single_part', 'multi_part', 'external_url'])),
      filename: Type.Optional(Type.String({ minLength: 1 })),
      content_type: Type.Optional(Type.String({ minLength: 1 })),
      number_of_parts: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
      external_url: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    },
    Exactly,
  ),
  response: FileUploadAnswer,
  source: 'Notion: reference/create-file',
})

export const sendFileUpload = endpoint({
  method: 'POST',
  path: '/v1/file_uploads/{file_upload_id}/send',
  operationId: 'upload-file',
  tag: 'File uploads',
  summary: 'Upload a file',
  description:
    'The whole file in one part, or one of several parts of 5 to 20 MiB, the last of any size.',
  auth: 'bearer',
  needs,
  params,
  takesFile: true,
  response: FileUploadAnswer,
  source: 'Notion: reference/upload-file',
})

export const completeFileUpload = endpoint({
  method: 'POST',
  path: '/v1/file_uploads/{file_upload_id}/complete',
  operationId: 'complete-file-upload',
  tag: 'File uploads',
  summary: 'Complete a multi-part file upload',
  auth: 'bearer',
  needs,
  params,
  response: FileUploadAnswer,
  source: 'Notion: reference/complete-file-upload',
})

export const getFileUpload = endpoint({
  method: 'GET',
  path: '/v1/file_uploads/{file_upload_id}',
  operationId: 'retrieve-file-upload',
  tag: 'File uploads',
  summary: 'Retrieve a file upload',
  auth: 'bearer',
  needs,
  params,
  response: FileUploadAnswer,
  source: 'Notion: reference/retrieve-file-upload',
})

export const listFileUploads = endpoint({
  method: 'GET',
  path: '/v1/file_uploads',
  operationId: 'list-file-uploads',
  tag: 'File uploads',
  summary: 'List file uploads',
  description: 'Those that this integration made, newest first.',
  auth: 'bearer',
  needs,
  query: Type.Object({
    status: Type.Optional(FileUploadStatus),
    start_cursor: Type.Optional(Uuid('The first file upload of the page')),
    page_size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'How many at most; 100 by default' }),
    ),
  }),
  response: ListOf('file_upload', FileUploadAnswer),
  source: 'Notion: reference/list-file-uploads',
})
