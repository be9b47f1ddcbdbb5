import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { samplePagesByName } from '../../scripts/ui-samples.js'

const ATTACKS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '" onfocus="alert(1)" autofocus="',
  "' onfocus='alert(1)",
  '</title></textarea></select><svg onload=alert(1)>',
]

const TAG = /<(?:!doctype|\/?[a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*)\s*\/?>/gi
const ATTRIBUTE = /\s([a-z][a-z0-9-]*)(?:="([^"]*)")?/gi

/** Every attribute of every tag; throws where text holds a bracket that is not part of a tag. */
function attributesOf(markup: string): readonly (readonly [string, string])[] {
  const left = markup.replaceAll(TAG, '')
  if (/[<>]/.test(left)) throw new Error(`Stray bracket: ${/.{0,60}[<>].{0,60}/.exec(left)?.[0]}`)
  return [...markup.matchAll(TAG)].flatMap(([, attributes = '']) =>
    [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, value] as const),
  )
}

const plain = Object.entries(samplePagesByName((text) => text))

describe.each(ATTACKS)('pages holding %j', (attack) => {
  const pages = samplePagesByName((text) => text + attack)
  const alone = samplePagesByName(() => attack)

  it.each(Object.keys(pages))('%s stays inert', (name) => {
    const expected = attributesOf(String(samplePagesByName((text) => text)[name]))
    const names = (of: typeof expected) => new Set(of.map(([key]) => key))
    for (const page of [pages[name], alone[name]]) {
      const found = attributesOf(String(page))
      const added = [...names(found)].filter((key) => !names(expected).has(key))
      expect(added.filter((key) => key !== 'open' && key !== 'class')).toEqual([])
      expect(String(page).match(/<script/g)).toHaveLength(1)
    }
  })
})

describe('a scripting address', () => {
  const pages = Object.entries(samplePagesByName(() => 'javascript:alert(1)'))

  it('never becomes the website link or a picture', () => {
    const consent = String(new Map(pages).get('consent'))
    expect(consent).toContain('No website given')
    for (const [, page] of pages) expect(String(page)).not.toContain('src="javascript:')
  })
})

describe.each(plain)('%s', (_name, page) => {
  const markup = String(page)

  it('obeys a policy that allows neither inline style nor inline script', () => {
    for (const [key] of attributesOf(markup)) expect(key).not.toMatch(/^(on|style$)/)
    expect(markup).not.toContain('<style')
    expect(markup.match(/<script[^>]*>[^<]/)).toBeNull()
  })

  it('has a language, a title, one main heading, a skip link and one main landmark', () => {
    expect(markup).toContain('<html lang="en">')
    expect(markup).toMatch(/<title>.+ · Tessera<\/title>/)
    expect(markup.match(/<h1/g)).toHaveLength(1)
    expect(markup).toContain('<a class="skip" href="#main">')
    expect(markup.match(/<main id="main"/g)).toHaveLength(1)
  })

  it('carries the forgery token in every form that posts, and in no other', () => {
    const forms = markup.match(/<form [\s\S]*?<\/form>/g) ?? []
    for (const form of forms) {
      expect(form.includes('name="_csrf"')).toBe(form.startsWith('<form method="post"'))
    }
  })
})

describe('what the pages link to', () => {
  it('asks for the three assets by version', () => {
    for (const [, page] of plain) {
      for (const file of ['tessera.css', 'tessera.js', 'favicon.svg']) {
        expect(String(page)).toContain(`/assets/${file}?v=0.1.0"`)
        expect(readFileSync(new URL(`../../assets/${file}`, import.meta.url), 'utf8')).not.toBe('')
      }
    }
  })
})
