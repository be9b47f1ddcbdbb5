import { forms } from '../src/domain/formula/forms.js'
import type { FormulaFunction } from '../src/domain/formula/function.js'
import { functionGroups } from '../src/domain/formula/functions.js'
import { nameOf } from '../src/domain/formula/types.js'

const INTRODUCTION = `# Formulas

A property of type \`formula\` is computed by the server whenever its page is read, queried or shown. The language is that of Notion's formulas of today: \`prop("Price") * 1.2\`, \`if(prop("Paid"), "✓", "due " + formatDate(prop("Due"), "MMM D"))\`, \`prop("Tasks").map(current.prop("Cost")).sum()\`. This page is made from the table of functions that computes them.

## How it is written

| | |
|---|---|
| values | \`12\`, \`.5\`, \`1e3\`, \`"text"\` with \`\\"\`, \`\\n\`, \`\\t\`, \`true\`, \`false\`, \`[1, 2]\`, \`empty()\`, \`pi\`, \`e\` |
| properties | \`prop("Name")\`; of a related page \`page.prop("Name")\`; answers show them by their ids, \`{{notion:block_property:…}}\`, and take them so |
| operators, the tightest first | \`^\`; \`-\` \`+\` \`not\` \`!\` before a value; \`*\` \`/\` \`%\`; \`+\` \`-\`; \`>\` \`>=\` \`<\` \`<=\`; \`==\` \`!=\`, also \`===\` \`!==\`; \`and\` \`&&\`; \`or\` \`\\|\\|\`; \`? :\` |
| calls | \`round(x, 2)\` and \`x.round(2)\` are the same |
| names | \`let\` and \`lets\` give some; \`current\` and \`index\` stand for an item of a list and its place |
| comments | \`/* … */\` |

## What properties come to

| property | in a formula |
|---|---|
| title, text, select, status, URL, email, phone, unique id, verification, place | text |
| multi-select, files | list of text |
| number, checkbox | number, boolean |
| date, created and last edited time | date |
| people; created and last edited by | list of person; person |
| relation | list of page |
| rollup | number or date; a list if it shows values |
| formula | what that one comes to |
| button | refused |

## What a formula comes to

The API shows \`string\` (null when empty), \`number\`, \`boolean\` or \`date\`; lists, pages and people are shown as text. All times are in UTC, or by the clock of a date that has an offset. An empty number counts as 0, unless all operands are empty; what has no result, as a division by 0, is empty. Texts are compared as they are written; \`empty\` takes 0, \`false\`, \`""\` and \`[]\` for empty, and as a condition they do not hold.

A formula is refused when it is saved, with the place of what is wrong, if it names a function or property that is not there, mixes types that do not fit, or needs its own result through whatever tables. One whose property was removed later is \`unsupported\`.

## Limits

One value takes at most a million steps, texts and lists of 100,000; beyond that it is \`unsupported\`. All values of one request take at most ten million steps: beyond that the request is refused. Values are computed through at most 10 tables. Regular expressions are those of RE2, which match in linear time: no look-around, no back references; one that cannot be read stands for itself.

## Not there

Styles and links of texts are accepted and not shown. \`people\` have a name and an email, nothing else. There is no time zone but that of a date. Blanks, parentheses and comments stay as they were written; the service writes formulas anew.
`

const typeOf = ({ gives }: FormulaFunction): string => {
  if (typeof gives !== 'function') return nameOf(gives)
  return 'what it is given'
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const signatureOf = ({ name, takes, needs, repeats }: FormulaFunction): string => {
  const operands = takes.map((taken, index) => {
    const more = repeats && index === takes.length - 1 ? ', …' : ''
    return index < needs ? `${taken}${more}` : `[${taken}${more}]`
  })
  return `${name}(${operands.join(', ')})`
}

const rowOf = (signature: string, gives: string, does: string): string =>
  `| \`${cell(signature)}\` | ${gives} | ${cell(does)} |`

const tableOf = (title: string, rows: readonly string[]): string =>
  `## ${title}\n\n| function | gives | |\n|---|---|---|\n${rows.join('\n')}\n`

/** `docs/formulas.md`, from the table of functions. */
export const formulaReference = (): string =>
  [
    INTRODUCTION,
    tableOf(
      'Choices, names and lists',
      forms.map(({ name, takes, gives, does }) => rowOf(`${name}(${takes})`, gives, does)),
    ),
    ...functionGroups.map(({ title, functions }) =>
      tableOf(
        title,
        functions.map((one) => rowOf(signatureOf(one), typeOf(one), one.does)),
      ),
    ),
  ].join('\n')
