import { expect, test } from 'vitest'
import { isEmoji } from './emoji.js'

test.each(['😀', '💡', '❤️', '❤', '👩🏽‍🚀', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '✅', '🫩', '©️'])(
  '%s is an emoji',
  (text) => {
    expect(isEmoji(text)).toBe(true)
  },
)

test.each(['', 'x', '1', 'WARNING', ':bulb:', '😀😀', '💡 ', '<b>💡</b>'])('%j is none', (text) => {
  expect(isEmoji(text)).toBe(false)
})
