import { describe, expect, it } from 'vitest'
import { attributes, html, type Interpolation, isHtml, mathml, raw } from './html.js'

describe('html', () => {
  it('escapes every character that can leave text or a quoted attribute', () => {
    expect(String(html`<p title="${`"'<>&`}">${`"'<>&`}</p>`)).toBe(
      '<p title="&quot;&#39;&lt;&gt;&amp;">&quot;&#39;&lt;&gt;&amp;</p>',
    )
  })

  it('keeps nested markup and joins arrays, escaping the strings within', () => {
    const items = ['<a>', 'b'].map((item) => html`<li>${item}</li>`)
    expect(String(html`<ul>${items}${['<', [1]]}</ul>`)).toBe(
      '<ul><li>&lt;a&gt;</li><li>b</li>&lt;1</ul>',
    )
  })

  it('renders nothing for null, undefined and false, and renders zero', () => {
    expect(String(html`[${null}${undefined}${false}${0}]`)).toBe('[0]')
  })

  it('does not interpret escapes twice', () => {
    expect(String(html`${'&lt;'}`)).toBe('&amp;lt;')
  })

  it('refuses anything else, above all look-alikes of markup', () => {
    const forged = { toString: () => '<script>' } as unknown as Interpolation
    expect(() => html`${forged}`).toThrow(TypeError)
    const prototypeForged = Object.create(Object.getPrototypeOf(html``)) as Interpolation
    expect(() => html`${prototypeForged}`).toThrow(TypeError)
    expect(() => html`${true as unknown as Interpolation}`).toThrow(TypeError)
    expect(isHtml(forged)).toBe(false)
    expect(isHtml(html`x`)).toBe(true)
  })

  it('is not changed by an overridden toString', () => {
    const value = html`<b>`
    Object.defineProperty(value, 'toString', { value: () => '<script>' })
    expect(String(html`${value}`)).toBe('<b>')
  })
})

describe('raw', () => {
  it('passes source text through', () => {
    expect(String(raw`<svg/>`)).toBe('<svg/>')
  })
})

describe('mathml', () => {
  it('passes elements of mathematics', () => {
    const math = '<math display="block"><mfrac><mn>1</mn><mi>&lt;</mi></mfrac><mspace/></math>'
    expect(String(mathml(math))).toBe(math)
  })

  it.each([
    '<script>1</script>',
    '<mi onclick="x">1</mi>',
    '<mi style="x">1</mi>',
    '<mi href="x">1</mi>',
    '<mglyph src="x"/>',
    '<mi><img></mi>',
    '<mi a=b>1</mi>',
    '<mi',
    'a > b < c',
    '<mi title="">"></mi>',
  ])('refuses %s', (text) => {
    expect(() => mathml(text)).toThrow('MathML')
  })
})

describe('attributes', () => {
  it('writes values, bare names and omissions', () => {
    expect(
      String(attributes({ value: '"<', checked: true, disabled: false, id: null, rows: 0 })),
    ).toBe(' value="&quot;&lt;" checked rows="0"')
  })

  it.each(['onclick', 'style', 'a b', 'x"', ''])('refuses the name %j', (name) => {
    expect(() => attributes({ [name]: 'x' })).toThrow(TypeError)
  })
})
