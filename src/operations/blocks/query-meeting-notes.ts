import type { Operation } from '../operation.js'

/** None: no request makes meeting notes here, and no meeting is recorded. Notion: reference/query-meeting-notes. */
export const queryMeetingNotes: Operation<'queryMeetingNotes'> = async () => ({
  results: [],
  has_more: false,
})
