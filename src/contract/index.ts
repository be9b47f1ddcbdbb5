import { createRevocation } from './admin.js'
import { getAsyncTask } from './async-tasks.js'
import { listAuditEntries } from './audit.js'
import {
  appendBlockChildren,
  deleteBlock,
  getBlock,
  listBlockChildren,
  updateBlock,
} from './blocks.js'
import {
  createComment,
  deleteComment,
  getComment,
  listComments,
  updateComment,
} from './comments.js'
import { listCustomEmojis } from './custom-emojis.js'
import {
  createDataSource,
  getDataSource,
  listDataSourceTemplates,
  queryDataSource,
  updateDataSource,
} from './data-sources.js'
import { createDatabase, getDatabase, updateDatabase } from './databases.js'
import type { Endpoint } from './endpoint.js'
import {
  completeFileUpload,
  createFileUpload,
  getFileUpload,
  listFileUploads,
  sendFileUpload,
} from './file-uploads.js'
import { createGithubReport, createLeakReport } from './leaks.js'
import { queryMeetingNotes } from './meeting-notes.js'
import {
  getAuthorizationServerMetadata,
  oauthAuthorize,
  oauthIntrospect,
  oauthRevoke,
  oauthToken,
} from './oauth.js'
import {
  createPage,
  getPage,
  getPageMarkdown,
  getPageProperty,
  movePage,
  updatePage,
  updatePageMarkdown,
} from './pages.js'
import { search } from './search.js'
import { getSelf, getUser, listUsers } from './users.js'
import {
  createView,
  createViewQuery,
  deleteView,
  deleteViewQuery,
  getView,
  getViewQueryResults,
  listDatabaseViews,
  updateView,
} from './views.js'

/** Every endpoint that answers JSON, under the name that the official SDK gives its operation, if it is one of Notion's. */
export const endpoints = {
  oauthToken,
  oauthIntrospect,
  oauthRevoke,
  getAuthorizationServerMetadata,
  getSelf,
  listUsers,
  getUser,
  createPage,
  getPage,
  updatePage,
  movePage,
  getPageProperty,
  getPageMarkdown,
  updatePageMarkdown,
  getBlock,
  updateBlock,
  deleteBlock,
  listBlockChildren,
  appendBlockChildren,
  queryMeetingNotes,
  createDatabase,
  getDatabase,
  updateDatabase,
  createDataSource,
  getDataSource,
  updateDataSource,
  queryDataSource,
  listDataSourceTemplates,
  listDatabaseViews,
  createView,
  getView,
  updateView,
  deleteView,
  createViewQuery,
  getViewQueryResults,
  deleteViewQuery,
  search,
  listCustomEmojis,
  getAsyncTask,
  createComment,
  listComments,
  getComment,
  updateComment,
  deleteComment,
  createFileUpload,
  sendFileUpload,
  completeFileUpload,
  getFileUpload,
  listFileUploads,
  createRevocation,
  createLeakReport,
  createGithubReport,
  listAuditEntries,
} as const satisfies Record<string, Endpoint>

/** Endpoints that are web pages for a person. */
export const webEndpoints = { oauthAuthorize } as const satisfies Record<string, Endpoint>

export type Endpoints = typeof endpoints
export type OperationName = keyof Endpoints

export type { Auth, Endpoint, Input, Output } from './endpoint.js'
