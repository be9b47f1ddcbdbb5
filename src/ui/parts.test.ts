import { describe, expect, it } from 'vitest'
import { errorSummary, textArea, textField } from './fields.js'
import { isEmoji, tile, webAddress } from './parts.js'
import { prose } from './prose.js'
import { readableTime, timeElement } from './time.js'

describe('webAddress', () => {
  it.each(['javascript:alert(1)', ' JAVASCRIPT:alert(1)', 'data:text/html,x', '//x', '', null])(
    'refuses %j',
    (value) => expect(webAddress(value)).toBeUndefined(),
  )

  it('keeps web addresses', () => {
    expect(webAddress('https://acme.example/a?b')).toBe('https://acme.example/a?b')
  })
})

describe('tile', () => {
  it('shows a picture only from where the policy lets pictures come', () => {
    expect(String(tile('https://acme.example/i.png', 'Acme'))).toContain('<img')
    expect(String(tile('http://acme.example/i.png', 'Acme'))).toContain('>A</span>')
    expect(String(tile('javascript:alert(1)', 'Acme'))).toContain('>A</span>')
  })

  it('shows an emoji, else the first letter as a person sees it', () => {
    expect(String(tile('👩‍👩‍👧', 'Acme'))).toContain('>👩‍👩‍👧</span>')
    expect(String(tile(null, 'é́clair'))).toContain('>É́</span>')
    expect(String(tile(null, '  '))).toContain('>?</span>')
    expect(isEmoji('not an emoji')).toBe(false)
  })
})

describe('times', () => {
  it('reads the same everywhere', () => {
    expect(readableTime('2026-11-22T12:14:59.000Z')).toBe('22 Nov 2026, 12:14 UTC')
    expect(readableTime('2026-01-02T01:05:00+02:00')).toBe('1 Jan 2026, 23:05 UTC')
    expect(String(timeElement('2026-11-22T12:14:59.000Z'))).toBe(
      '<time datetime="2026-11-22T12:14:59.000Z">22 Nov 2026, 12:14 UTC</time>',
    )
  })

  it('shows what is no time as it is', () => {
    expect(readableTime('soon')).toBe('soon')
  })
})

describe('fields', () => {
  it('ties hint and error to the input', () => {
    const field = { name: 'website_url', label: 'Website', value: '', hint: 'H', error: 'E' }
    const markup = String(textField(field))
    expect(markup).toContain('<label for="field-website-url">')
    expect(markup).toContain('aria-describedby="field-website-url-error field-website-url-hint"')
    expect(markup).toContain('aria-invalid="true"')
  })

  it('links every error to its field', () => {
    expect(String(errorSummary({ redirect_uris: 'Nope' }))).toContain('href="#field-redirect-uris"')
    expect(errorSummary({})).toBeUndefined()
  })

  it('keeps a line break at the start of a text area', () => {
    const markup = String(textArea({ name: 'a', label: 'A', value: '\nb', rows: 2 }))
    expect(markup).toMatch(/>\n\nb<\/textarea>/)
  })
})

describe('prose', () => {
  const rendered = (text: string): string => prose(text).map(String).join('')

  it('renders the few marks that descriptions use', () => {
    expect(rendered('Use `a<b` and **c**.\n\n- [d](/d)\n- e')).toBe(
      '<p>Use <code>a&lt;b</code> and <strong>c</strong>.</p>' +
        '<ul class="prose-list"><li><a href="/d">d</a></li><li>e</li></ul>',
    )
  })

  it('does not link to script or to another host by accident', () => {
    expect(rendered('[a](javascript:alert(1)) [b](//evil.example)')).not.toContain('<a')
  })
})
