/** The page of the language of conditions, each construct with an example that a test decides. */
import { operators as words } from '../../core/src/policy/forms/rulebook/comparison.ts'
import { type Comparison, limits } from '../../core/src/policy/language/expression.ts'
import { parse } from '../../core/src/policy/language/parser.ts'
import type { ShapeName } from '../../core/src/policy/language/shape.ts'
import { operators } from '../../core/src/policy/operators.ts'
import { comparisons, constructs, type Example, type Row, recipes, signs } from './language/examples.ts'
import { grammar } from './language/grammar.ts'
import { counters, declared, requests } from './language/requests.ts'
import { code, page, table } from './page.ts'
import { block } from './rules.ts'

/** The constructs under their headings, each of them once. */
export const sections: readonly (readonly [title: string, shapes: readonly ShapeName[]])[] = [
  ['Conditions', ['and', 'or', 'not', 'exists', 'relation', 'membership', 'matching']],
  ['Quantifiers', ['every', 'some', 'none']],
  ['Facts', ['name', 'call', 'assumedName', 'assumedCall']],
  ['Values', ['number', 'quantity', 'text', 'word', 'flag', 'address', 'bytes', 'instant', 'list', 'group', 'items']],
  ['Calculations', ['arithmetic', 'percent', 'count', 'sum', 'first']],
  ['Spans of time', ['window', 'days', 'dates']],
]

const notes: Readonly<Record<string, string>> = {
  Conditions: '`not` binds tighter than `and`, and `and` tighter than `or`. Comparisons do not chain.',
  Quantifiers:
    'Over `outflow` (what leaves an account by the call), `call` (all calls of the request, at most 256) or any list, such as an argument. The other effects of a call are `allowance`, `delegation`, `change` and `deployment`. Over an outflow the names `token`, `amount`, `from` and `recipient` are its own, and those of the other effects are members of theirs ([facts.md](facts.md)); over a call every name is that of the call; over other lists `item` is the item, and `item.name` a member of it. Over an empty list each of the three is false, and so is its contrary: nothing is vacuously true.',
  Facts:
    'Names are those of [facts.md](facts.md), and the short ones of [rulebook.md](rulebook.md#names). `else` says what to assume when asking failed, and only then: never for what was not asked yet, nor for what is absent. The trace of a decision says that it was assumed.',
  Values:
    'Numbers are exact, with `_` between digits if wanted. A unit is the symbol of a token that the rulebook declares, in any case; nothing is converted, and amounts of two tokens do not compare.',
  Calculations:
    'Whole numbers of any size. One item of which it is not known whether it counts, or for how much, makes a count or sum not known. A count of nothing and a sum of nothing are absent, so that no bound holds for them.',
  'Spans of time':
    'The zone is an IANA name; without one, the `timezone` of the rulebook. The clock of the zone decides, so that nights are right when clocks change: the hour that comes twice is in the span twice, and the one that is left out never.',
}

const states: readonly (readonly string[])[] = [
  ['a value', 'is compared', 'true', 'the value'],
  ['absent: legitimately not there', 'not known', 'false', 'the next one'],
  ['failed: asked, and no answer, or not readable', 'not known', 'not known', 'not known'],
  ['not asked yet', 'not known; the decision lists it in `needs`', 'not known', 'not known'],
]

const limitMeanings: Readonly<Record<keyof typeof limits, string>> = {
  bytes: 'bytes of a condition as text',
  depth: 'levels of its tree',
  items: 'members of `and` and `or`, items of a list, arguments of a call',
}

/** @returns The page. */
export function languagePage(): string {
  return page(
    'Conditions',
    'Rules of a rulebook have conditions, written as text or as JSON: both are read to the same tree, and printed back stably. A condition is true, false or not known. Not known never helps a request: an ALLOW rule does not allow, a DENY rule denies, an approval is asked for.',
    '## The requests of the examples',
    'Every example on this page is decided by a test for each of these requests; the columns say for which it is true, and for which false. For all others it is not known. A request of two calls passes where it is true of both.',
    table(
      ['', 'request'],
      Object.entries(requests).map(([letter, { about }]) => [letter, about]),
    ),
    'The rulebook of the examples declares this, and these counters where an example names them:',
    ...block({ ...declared, counters }),
    '## Grammar',
    ['```', grammar, '```'],
    ...sections.flatMap(([title, shapes]) => [
      `## ${title}`,
      notes[title]!,
      table(
        ['kind', 'example', 'true', 'false', 'meaning'],
        shapes.flatMap((shape) => rowsOf(code(shape), constructs[shape])),
      ),
    ]),
    '## Operators',
    table(
      ['operator', 'types on the left', 'example', 'true', 'false', 'meaning'],
      (Object.entries(comparisons) as [Comparison['operator'], Row][]).flatMap(([word, row]) =>
        rowsOf(code(word), row, typesOf(word)),
      ),
    ),
    table(
      ['sign', 'example', 'true', 'false', 'meaning'],
      Object.entries(signs).flatMap(([sign, row]) => rowsOf(code(sign), row)),
    ),
    'Both sides are of one type; values of two types never compare, and the comparison is not known. What is written out is read as the type of the other side.',
    '## Facts that have no value',
    table(['the fact is', 'a comparison', '`exists`', '`first` takes'], states),
    'False and not known is false, true or not known is true, whatever stands first; every other combination with something not known is not known. So `exists(amount) and …` guards a rule against calls that have no amount.',
    '## Often asked for',
    table(
      ['condition', 'true', 'false', 'about'],
      recipes.map(({ text, true: holds, false: fails, note = '' }) => [code(text), holds, fails, note]),
    ),
    '## As JSON',
    'Each kind of node is an object with its own members and no others; [rulebook.schema.json](rulebook.schema.json) describes them all, so that editors complete them.',
    table(
      ['kind', 'text', 'JSON'],
      (Object.entries(constructs) as [ShapeName, Row][]).map(([shape, { examples }]) => [
        code(shape),
        code(examples[0]!.text),
        code(JSON.stringify(parse(examples[0]!.text))),
      ]),
    ),
    '## Limits',
    table(
      ['at most', 'of what'],
      (Object.keys(limits) as (keyof typeof limits)[]).map((name) => [String(limits[name]), limitMeanings[name]]),
    ),
  )
}

/** The first example with the meaning, the others below with what is particular about them. */
function rowsOf(name: string, { meaning, examples }: Row, ...more: readonly string[]): readonly (readonly string[])[] {
  return examples.map(({ text, true: holds, false: fails, note }: Example, i) => {
    const said = i > 0 ? (note ?? '') : note === undefined ? meaning : `${meaning}; ${note}`
    const head = i === 0 ? [name, ...more] : ['', ...more.map(() => '')]
    return [...head, code(text), holds, fails, said]
  })
}

function typesOf(word: Comparison['operator']): string {
  const { types } = operators[words.get(word)!]
  return types.length === 8 ? 'any' : types.join(', ')
}
