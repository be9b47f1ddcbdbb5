import type { OperationName } from '../contract/index.js'
import { createGithubReport } from './admin/create-github-report.js'
import { createLeakReport } from './admin/create-leak-report.js'
import { createRevocation } from './admin/create-revocation.js'
import { listAuditEntries } from './admin/list-audit-entries.js'
import { getAsyncTask } from './async-tasks/get-async-task.js'
import { appendBlockChildren } from './blocks/append-block-children.js'
import { deleteBlock } from './blocks/delete-block.js'
import { getBlock } from './blocks/get-block.js'
import { listBlockChildren } from './blocks/list-block-children.js'
import { queryMeetingNotes } from './blocks/query-meeting-notes.js'
import { updateBlock } from './blocks/update-block.js'
import { createComment } from './comments/create-comment.js'
import { deleteComment } from './comments/delete-comment.js'
import { getComment } from './comments/get-comment.js'
import { listComments } from './comments/list-comments.js'
import { updateComment } from './comments/update-comment.js'
import { listCustomEmojis } from './custom-emojis/list-custom-emojis.js'
import { createDataSource } from './data-sources/create-data-source.js'
import { getDataSource } from './data-sources/get-data-source.js'
import { listDataSourceTemplates } from './data-sources/list-data-source-templates.js'
import { queryDataSource } from './data-sources/query-data-source.js'
import { updateDataSource } from './data-sources/update-data-source.js'
import { createDatabase } from './databases/create-database.js'
import { getDatabase } from './databases/get-database.js'
import { updateDatabase } from './databases/update-database.js'
import { completeFileUpload } from './files/complete-file-upload.js'
import { createFileUpload } from './files/create-file-upload.js'
import { getFileUpload } from './files/get-file-upload.js'
import { listFileUploads } from './files/list-file-uploads.js'
import { sendFileUpload } from './files/send-file-upload.js'
import { getPageMarkdown } from './markdown/get-page-markdown.js'
import { updatePageMarkdown } from './markdown/update-page-markdown.js'
import { getAuthorizationServerMetadata } from './oauth/get-authorization-server-metadata.js'
import { introspectInOneStep, oauthIntrospect } from './oauth/oauth-introspect.js'
import { oauthRevoke, revokeInOneStep } from './oauth/oauth-revoke.js'
import { oauthToken } from './oauth/oauth-token.js'
import type { OneStep, Operation } from './operation.js'
import { createPage } from './pages/create-page.js'
import { getPage } from './pages/get-page.js'
import { getPageProperty } from './pages/get-page-property.js'
import { movePage } from './pages/move-page.js'
import { updatePage } from './pages/update-page.js'
import { search } from './search/search.js'
import { getSelf } from './users/get-self.js'
import { getUser } from './users/get-user.js'
import { listUsers } from './users/list-users.js'
import { createView } from './views/create-view.js'
import { createViewQuery } from './views/create-view-query.js'
import { deleteView } from './views/delete-view.js'
import { deleteViewQuery } from './views/delete-view-query.js'
import { getView } from './views/get-view.js'
import { getViewQueryResults } from './views/get-view-query-results.js'
import { listDatabaseViews } from './views/list-database-views.js'
import { updateView } from './views/update-view.js'

/** What every endpoint does. Leaving one out does not compile. */
export const operations: { readonly [Name in OperationName]: Operation<Name> } = {
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
}

/** The shortcuts of the hot endpoints. */
export const oneSteps: { readonly [Name in OperationName]?: OneStep<Name> } = {
  oauthIntrospect: introspectInOneStep,
  oauthRevoke: revokeInOneStep,
}
