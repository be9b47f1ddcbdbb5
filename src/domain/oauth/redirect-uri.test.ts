import { describe, expect, it } from 'vitest'
import { isRegistered, originOf, redirectTo, refusalOfRedirectUri } from './redirect-uri.js'

describe('a redirect URI', () => {
  it.each([
    'https://example.com/cb',
    'https://example.com/cb?keep=1',
    'https://example.com:8443',
    'https://xn--exmple-cua.com/%C3%BC',
    'http://localhost/cb',
    'http://127.0.0.1:9999/cb',
    'http://127.3.2.1/cb',
    'http://[::1]:3000/cb',
    'myapp://callback',
    'com.example.app:/callback',
  ])('may be %s', (uri) => {
    expect(refusalOfRedirectUri(uri)).toBeUndefined()
  })

  it.each([
    ['', 'is not an absolute URI'],
    ['/cb', 'is not an absolute URI'],
    ['//example.com/cb', 'is not an absolute URI'],
    ['example.com/cb', 'is not an absolute URI'],
    ['https://example.com/#', 'has a fragment'],
    ['https://example.com/ cb', 'holds white space or a backslash'],
    ['https://example.com/\n', 'holds white space or a backslash'],
    ['https:\\\\example.com', 'holds white space or a backslash'],
    ['https://example.com/\u0000', 'holds a character that must be escaped'],
    ['https://example.com/ü', 'holds a character that must be escaped'],
    ['javascript:alert(1)', 'uses the scheme javascript:'],
    ['JavaScript:alert(1)', 'uses the scheme javascript:'],
    ['data:text/html,x', 'uses the scheme data:'],
    ['file:///etc/passwd', 'uses the scheme file:'],
    ['https://user@example.com/', 'holds a user name or password'],
    ['https://:secret@example.com/', 'holds a user name or password'],
    ['http://example.com/', 'uses http: to another host than localhost; use https:'],
    ['http://localhost.evil.example/', 'uses http: to another host than localhost; use https:'],
    ['http://127.0.0.1.evil.example/', 'uses http: to another host than localhost; use https:'],
    [`https://example.com/${'x'.repeat(2000)}`, 'is longer than 2,000 characters'],
  ])('may not be "%s"', (uri, refusal) => {
    expect(refusalOfRedirectUri(uri)).toBe(refusal)
  })
})

describe('a given redirect URI', () => {
  const registered = ['https://example.com/cb', 'http://127.0.0.1:9999/cb?x=1', 'myapp://cb']

  it.each([
    'https://example.com/cb',
    'http://127.0.0.1:9999/cb?x=1',
    'http://127.0.0.1:1/cb?x=1',
    'http://127.0.0.1/cb?x=1',
    'myapp://cb',
  ])('is registered: %s', (given) => {
    expect(isRegistered(registered, given)).toBe(true)
  })

  it.each([
    'https://example.com/cb/',
    'https://example.com/CB',
    'https://EXAMPLE.com/cb',
    'https://example.com:443/cb',
    'https://example.com/x/../cb',
    'https://example.com/cb?',
    'https://example.com.evil.example/cb',
    'http://example.com/cb',
    'http://127.0.0.1:9999/cb',
    'http://127.0.0.1:9999/cb?x=2',
    'http://127.0.0.2:9999/cb?x=1',
    'http://localhost:9999/cb?x=1',
    'https://127.0.0.1:9999/cb?x=1',
    'http://user@127.0.0.1:9999/cb?x=1',
    'http://127.0.0.1:9999/cb?x=1#',
    'http://127.0.0.1:99999/cb?x=1',
    'myapp://cb:1',
    '',
  ])('is not registered: "%s"', (given) => {
    expect(isRegistered(registered, given)).toBe(false)
  })
})

describe('the redirect', () => {
  it.each([
    ['https://a.example/cb', 'https://a.example/cb?code=x'],
    ['https://a.example/cb?', 'https://a.example/cb?code=x'],
    ['https://a.example/cb?keep=1', 'https://a.example/cb?keep=1&code=x'],
    ['https://a.example/cb?keep=1&', 'https://a.example/cb?keep=1&code=x'],
    ['myapp://cb', 'myapp://cb?code=x'],
  ])('to %s keeps what stands there', (uri, expected) => {
    expect(redirectTo(uri, { code: 'x', state: undefined })).toBe(expected)
  })

  it('escapes what it adds', () => {
    const location = redirectTo('https://a.example/', { state: 'a&b=c #\r\n"é' })
    expect(location).toBe('https://a.example/?state=a%26b%3Dc+%23%0D%0A%22%C3%A9')
  })

  it('reaches an origin, or a scheme where there is none', () => {
    expect(originOf('https://a.example:8443/cb')).toBe('https://a.example:8443')
    expect(originOf('myapp://cb')).toBe('myapp:')
  })
})
