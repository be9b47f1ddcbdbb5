import katex from 'katex'
import { type Html, html, mathml } from '../lib/html.js'

/** How far macros of an expression may unfold, and how large it may draw anything, in ems. */
const LIMITS = { maxExpand: 200, maxSize: 20 }

/** An expression of TeX as MathML, which browsers draw by themselves; one that is none as it was written. */
export function equation(expression: string, displayMode: boolean): Html {
  try {
    const settings = { ...LIMITS, output: 'mathml', strict: false, displayMode } as const
    const drawn = katex.renderToString(expression, settings)
    const [math = ''] = /<math.*<\/math>/s.exec(drawn) ?? []
    // HTML knows the elements without their namespace, and the policy of the pages lets none have a style.
    return mathml(math.replaceAll(/ (?:xmlns|style|class)="[^"]*"/g, ''))
  } catch {
    return html`<code class="tex">${expression}</code>`
  }
}
