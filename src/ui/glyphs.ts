import { raw } from '../lib/html.js'

export const checkGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 8.5 3 3 6-7" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>`

export const crossGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="m4.5 4.5 7 7m0-7-7 7" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/></svg>`

export const linkGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 5.5h10m-3-3 3 3-3 3m4 2h-10m3-3-3 3 3 3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`

export const pageGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 1.75h5.5L12.5 5v9.25H4z M9.25 2v3.25h3" fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round"/></svg>`

export const tableGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.25 3h11.5v10H2.25z M2.25 6.25h11.5M2.25 9.6h11.5M6.25 6.25V13" fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round"/></svg>`

export const commentGlyph = raw`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.25 3h11.5v8H7.5L4.75 13.5V11h-2.5z" fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round"/></svg>`
