import { describe, expect, it } from 'vitest'
import { describeCapabilities, summarizeCapabilities } from './capabilities.js'

describe('describeCapabilities', () => {
  it('says what is granted and what is kept back', () => {
    const { can, cannot } = describeCapabilities(['read_content', 'read_user_without_email'])
    expect(can).toEqual([
      'Read the pages you choose',
      'See the names and pictures of workspace members',
    ])
    expect(cannot).toEqual([
      'Add to or edit your pages',
      'Read or write comments',
      'See the email addresses of workspace members',
      'Open pages you leave out, or see your password',
    ])
  })

  it('joins the verbs of one subject and lets the wider user capability win', () => {
    const { can } = describeCapabilities([
      'read_content',
      'insert_content',
      'update_content',
      'read_user_without_email',
      'read_user_with_email',
    ])
    expect(can).toEqual([
      'Read, add to and edit the pages you choose',
      'See the names, pictures and email addresses of workspace members',
    ])
  })

  it('does not hide a capability it has no sentence for', () => {
    expect(describeCapabilities(['launch_rockets']).can).toEqual(['Use “launch_rockets”'])
  })
})

describe('summarizeCapabilities', () => {
  it('fits a row', () => {
    expect(summarizeCapabilities(['read_content', 'insert_comments', 'read_user_with_email'])).toBe(
      'Read content · Write comments · Members with email',
    )
    expect(summarizeCapabilities([])).toBe('No capabilities')
  })
})
