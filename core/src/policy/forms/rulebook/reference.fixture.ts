/**
 * What a rulebook means, said again as plainly as can be: conditions as JSON, facts as JSON, and every way in which unknown
 * rules may turn out tried one after the other. Shares nothing with the product.
 */

export type Json = { readonly [name: string]: unknown }
/** `null` is not known. */
type Truth = boolean | null

export type Rule = {
  readonly id: string
  readonly priority: number
  readonly conditionLogic: 'AND' | 'OR'
  readonly action: {
    readonly type: 'ALLOW' | 'DENY' | 'REQUIRE_APPROVAL' | 'DELAY' | 'NOTIFY'
    readonly params?: {
      readonly requiredApprovers?: readonly string[]
      readonly minApprovals?: number
      readonly delaySeconds?: number
      readonly notifyChannels?: readonly string[]
    }
  }
  /** In the JSON notation. */
  readonly trees: readonly Json[]
}

export type Book = {
  readonly combining: 'deny-overrides' | 'first-match' | 'all-must-pass' | 'allow-overrides'
  readonly otherwise: 'ALLOW' | 'DENY'
  readonly rules: readonly Rule[]
  /** By lower-case symbol. */
  readonly tokens: ReadonlyMap<string, { readonly id: string; readonly decimals: number }>
  readonly lists: ReadonlyMap<string, readonly string[]>
  /** Whether the counter `volume` sums amounts of the token AAA. */
  readonly counts: boolean
}

export type Facts = Readonly<Record<string, unknown>>
export type Answer = {
  readonly decision: 'allow' | 'hold' | 'deny'
  readonly code: string
  readonly rule: string | null
  readonly obligations: readonly string[]
  readonly drawn: string | null
}

/** What one rule does at its place: `pass` allows what `oblige` has held, once that is met. */
type Act = { readonly rule: Rule; readonly does: 'notify' | 'deny' | 'oblige' | 'allow' | 'pass' | 'demand' }

/** @param met - Which obligations, as they are spelt, have been met. */
export function answer(book: Book, facts: Facts, met: ReadonlySet<string>): Answer {
  const acts = actsOf(book)
  const matched = new Map(book.rules.map((rule) => [rule, matches(rule, facts, book)]))
  const open = book.rules.filter((rule) => matched.get(rule) === null)
  const ends = Array.from({ length: 2 ** open.length }, (_, bits) =>
    endOf(book, acts, (rule) => matched.get(rule) ?? ((bits >> open.indexOf(rule)) & 1) === 1, met),
  )
  const decision = (['deny', 'hold', 'allow'] as const).find((one) => ends.includes(one))!
  const told = untilSure(acts, matched)
  const obligations = [...new Set(told.flatMap((act) => dueOf(act, matched.get(act.rule)!, met)))]
  const drawn = book.counts ? drawOf(facts, book) : null
  if (drawn === 'unknown' && decision !== 'deny')
    return { decision: 'deny', code: 'draw_not_known', rule: null, obligations, drawn: null }
  return {
    decision,
    ...reasonOf(book, told, matched, decision, met),
    obligations,
    drawn: decision === 'deny' || drawn === 'unknown' ? null : drawn,
  }
}

function actsOf({ combining, rules }: Book): readonly Act[] {
  const sorted = rules.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  const all = (does: Act['does'], ...types: readonly string[]) =>
    sorted.filter(({ action }) => types.includes(action.type)).map((rule): Act => ({ rule, does }))
  const holding = ['REQUIRE_APPROVAL', 'DELAY']
  const notify = all('notify', 'NOTIFY')
  if (combining === 'deny-overrides')
    return [
      ...notify,
      ...all('deny', 'DENY'),
      ...all('oblige', ...holding),
      ...all('allow', 'ALLOW'),
      ...all('pass', ...holding),
    ]
  if (combining === 'allow-overrides')
    return [
      ...notify,
      ...all('allow', 'ALLOW'),
      ...all('deny', 'DENY'),
      ...all('oblige', ...holding),
      ...all('pass', ...holding),
    ]
  if (combining === 'all-must-pass')
    return [...notify, ...all('demand', 'ALLOW'), ...all('deny', 'DENY'), ...all('oblige', ...holding)]
  const turns = ['NOTIFY', 'DENY', 'REQUIRE_APPROVAL', 'DELAY', 'ALLOW']
  const strictness = ({ action: { params = {} } }: Rule) =>
    params.delaySeconds ?? params.minApprovals ?? params.requiredApprovers?.length ?? 0
  return rules
    .toSorted(
      (a, b) =>
        b.priority - a.priority ||
        turns.indexOf(a.action.type) - turns.indexOf(b.action.type) ||
        strictness(b) - strictness(a) ||
        (a.id < b.id ? -1 : 1),
    )
    .flatMap((rule): Act[] => {
      const { type } = rule.action
      if (type === 'NOTIFY') return [{ rule, does: 'notify' }]
      if (type === 'ALLOW') return [{ rule, does: 'allow' }]
      return type === 'DENY'
        ? [{ rule, does: 'deny' }]
        : [
            { rule, does: 'oblige' },
            { rule, does: 'pass' },
          ]
    })
}

/** How it ends when every rule is known. */
function endOf(book: Book, acts: readonly Act[], holds: (rule: Rule) => boolean, met: ReadonlySet<string>) {
  let held = false
  const allowed = () => (held ? 'hold' : 'allow')
  for (const { rule, does } of acts) {
    const match = holds(rule)
    if (does === 'deny' && match) return 'deny'
    if (does === 'demand' && !match) return 'deny'
    if (does === 'oblige' && match && isHeld(rule, met)) held = true
    if ((does === 'allow' || does === 'pass') && match) return allowed()
  }
  return book.combining === 'all-must-pass' || book.otherwise === 'ALLOW' ? allowed() : 'deny'
}

/** Acts up to the first that ends it for sure. */
function untilSure(acts: readonly Act[], matched: ReadonlyMap<Rule, Truth>): readonly Act[] {
  const sure = acts.findIndex(({ rule, does }) =>
    does === 'demand'
      ? matched.get(rule) === false
      : matched.get(rule) === true && ['deny', 'allow', 'pass'].includes(does),
  )
  return sure < 0 ? acts : acts.slice(0, sure + 1)
}

function reasonOf(
  book: Book,
  told: readonly Act[],
  matched: ReadonlyMap<Rule, Truth>,
  decision: string,
  met: ReadonlySet<string>,
) {
  const codeOf: Readonly<Record<string, (act: Act, match: Truth) => string | null>> = {
    deny: ({ does }, match) =>
      does === 'deny' && match !== false
        ? 'deny_rule'
        : does === 'demand' && match !== true
          ? 'allow_rule_not_met'
          : null,
    hold: ({ does, rule }, match) =>
      does !== 'oblige' || match === false || !isHeld(rule, met)
        ? null
        : rule.action.type === 'DELAY'
          ? 'delay_required'
          : 'approval_required',
    allow: ({ does }, match) =>
      match === false ? null : does === 'allow' ? 'allow_rule' : does === 'pass' ? 'obligations_met' : null,
  }
  for (const act of told) {
    const match = matched.get(act.rule)!
    const code = codeOf[decision]!(act, match)
    if (code !== null) return { code: match === null ? `${code}_not_known` : code, rule: act.rule.id }
  }
  const code =
    book.combining === 'all-must-pass'
      ? 'all_passed'
      : book.otherwise === 'ALLOW'
        ? 'default_allow'
        : 'no_matching_rule'
  return { code, rule: null }
}

/** Obligations as texts: the rule, the kind, what it asks for. */
export function obligationsOf({ id, action: { type, params = {} } }: Rule): readonly string[] {
  const { requiredApprovers, minApprovals, delaySeconds, notifyChannels } = params
  const texts: string[] = []
  if (type === 'REQUIRE_APPROVAL' && minApprovals !== undefined)
    texts.push(`${id} approval ${minApprovals} ${(requiredApprovers ?? ['*']).join(' ')}`)
  if (type === 'REQUIRE_APPROVAL' && minApprovals === undefined)
    texts.push(...requiredApprovers!.map((one) => `${id} approval 1 ${one}`))
  if (type === 'DELAY') texts.push(`${id} delay ${delaySeconds}`)
  if (notifyChannels !== undefined) texts.push(`${id} notice ${notifyChannels.join(' ')}`)
  return texts
}

function isHeld(rule: Rule, met: ReadonlySet<string>): boolean {
  return obligationsOf(rule).some((text) => !text.includes(' notice ') && !met.has(text))
}

/** What the act brings with it, marked where that is not sure. Denials and allows bring notices. */
function dueOf({ rule, does }: Act, match: Truth, met: ReadonlySet<string>): readonly string[] {
  if (does === 'pass' || match === false) return []
  return obligationsOf(rule)
    .filter((text) => text.includes(' notice ') || !met.has(text))
    .map((text) => (match === null ? `${text} possible` : text))
}

/** The amount drawn as text; null for none; `unknown` where that cannot be told. */
function drawOf(facts: Facts, book: Book): string | null {
  const amount = facts['asset.amount']
  if (isState(amount, 'absent')) return null
  const token = facts.asset
  if (typeof token !== 'string') return 'unknown'
  if (token !== book.tokens.get('aaa')!.id) return null
  return typeof amount === 'number' ? String(amount) : 'unknown'
}

function matches(rule: Rule, facts: Facts, book: Book): Truth {
  const results = rule.trees.map((tree) => truth(tree, facts, book, null))
  return rule.conditionLogic === 'AND' ? all(results) : any(results)
}

function all(results: readonly Truth[]): Truth {
  return results.includes(false) ? false : results.includes(null) ? null : true
}

function any(results: readonly Truth[]): Truth {
  return results.includes(true) ? true : results.includes(null) ? null : false
}

function not(result: Truth): Truth {
  return result === null ? null : !result
}

function truth(tree: Json, facts: Facts, book: Book, item: Json | null): Truth {
  const inner = (one: unknown) => truth(one as Json, facts, book, item)
  if ('and' in tree) return all((tree.and as unknown[]).map(inner))
  if ('or' in tree) return any((tree.or as unknown[]).map(inner))
  if ('not' in tree) return untruth(tree.not as Json, facts, book, item)
  if ('exists' in tree) {
    const found = valueOfName((tree.exists as Json).name as string, facts, item)
    return isState(found, 'absent') ? false : isValue(found) ? true : null
  }
  for (const kind of ['every', 'some', 'none']) if (kind in tree) return quantified(kind, tree, facts, book, truth)
  if ('operator' in tree) return compared(tree, facts, book, item)
  const value = termOf(tree, facts, book, item)
  return typeof value === 'boolean' ? value : null
}

/** The contrary, which for a quantifier over nothing is false as well. */
function untruth(tree: Json, facts: Facts, book: Book, item: Json | null): Truth {
  const inner = (one: unknown) => untruth(one as Json, facts, book, item)
  if ('and' in tree) return any((tree.and as unknown[]).map(inner))
  if ('or' in tree) return all((tree.or as unknown[]).map(inner))
  if ('not' in tree) return truth(tree.not as Json, facts, book, item)
  if ('every' in tree) return quantified('some', tree, facts, book, untruth)
  if ('some' in tree) return quantified('none', tree, facts, book, truth)
  if ('none' in tree) return quantified('some', tree, facts, book, truth)
  return not(truth(tree, facts, book, item))
}

function quantified(kind: string, tree: Json, facts: Facts, book: Book, test: typeof truth): Truth {
  const items = itemsOf((tree.every ?? tree.some ?? tree.none) as Json, facts)
  if (items === null) return null
  if (items.length === 0) return false
  const results = items.map((one) => test(tree.holds as Json, facts, book, one))
  return kind === 'every' ? all(results) : kind === 'some' ? any(results) : not(any(results))
}

/** Outflows; or the only call, whose facts are those there are. */
function itemsOf({ name }: Json, facts: Facts): readonly (Json | null)[] | null {
  if (name === 'call') return [null]
  return Array.isArray(facts.outflows) ? (facts.outflows as Json[]) : null
}

/** How many, or how much in `unit`; nothing at all is not 0. */
function among(node: Json, facts: Facts, book: Book, unit: unknown): unknown {
  const unknown = { unknown: true }
  const items = itemsOf((node.count ?? node.of) as Json, facts)
  if (items === null || items.length === 0) return unknown
  const counts = items.map((item) => (node.where === undefined ? true : truth(node.where as Json, facts, book, item)))
  if (counts.includes(null)) return unknown
  const chosen = items.filter((_, i) => counts[i])
  if ('count' in node) return chosen.length
  const wrong = chosen.some((item) => {
    const asset = valueOfName('token', facts, item)
    return unit !== undefined && asset !== book.tokens.get(unit as string)!.id
  })
  const amounts = chosen.map((item) => termOf(node.sum as Json, facts, book, item))
  if (wrong || amounts.length === 0 || amounts.some((one) => typeof one !== 'number')) return unknown
  return (amounts as number[]).reduce((sum, one) => sum + one, 0)
}

function compared({ left, operator, right }: Json, facts: Facts, book: Book, item: Json | null): Truth {
  const [a, b] = [left as Json, right as Json]
  if ('from' in b) {
    const clock = facts[`time.time_of_day(${b.zone})`]
    if (typeof clock !== 'number') return null
    const [from, to] = [b.from, b.to].map((text) => Number((text as string).slice(0, 2)) * 3600)
    return from! < to! ? clock >= from! && clock < to! : clock >= from! || clock < to!
  }
  if ('word' in b && a.name === 'token') {
    const asset = valueOfName('token', facts, item)
    const is = isValue(asset) ? asset === book.tokens.get((b.word as string).toLowerCase())!.id : null
    return operator === '==' ? is : not(is)
  }
  if ('word' in b && a.name === 'sender.role') {
    const roles = facts['issuer.roles']
    const is = Array.isArray(roles) ? roles.includes(b.word) : null
    return operator === '==' ? is : not(is)
  }
  if ('list' in b) {
    const value = termOf(a, facts, book, item)
    return isValue(value) ? book.lists.get(b.list as string)!.includes(value as string) : null
  }
  if ('sum' in a || 'count' in a) return related(operator, among(a, facts, book, b.unit), termOf(b, facts, book, item))
  if (b.unit !== undefined) {
    const asset = valueOfName('token', facts, item)
    if (asset !== book.tokens.get(b.unit as string)!.id) return null
  }
  return related(operator, termOf(a, facts, book, item), termOf(b, facts, book, item))
}

function related(operator: unknown, x: unknown, y: unknown): Truth {
  if (!isValue(x) || !isValue(y) || typeof x !== typeof y) return null
  if (operator === '==') return x === y
  if (operator === '!=') return x !== y
  if (typeof x !== 'number' || typeof y !== 'number') return null
  return operator === '<' ? x < y : operator === '<=' ? x <= y : operator === '>' ? x > y : x >= y
}

function termOf(node: Json, facts: Facts, book: Book, item: Json | null): unknown {
  const inner = (one: unknown) => termOf(one as Json, facts, book, item)
  if ('number' in node) {
    const decimals = node.unit === undefined ? 0 : book.tokens.get(node.unit as string)!.decimals
    return Math.round(Number(node.number) * 10 ** decimals)
  }
  if ('word' in node) return node.word
  if ('flag' in node) return node.flag
  if ('percent' in node) {
    const whole = inner(node.of)
    return typeof whole === 'number' ? Math.trunc((whole * Number(node.percent)) / 100) : { unknown: true }
  }
  if ('arithmetic' in node) {
    const [a, b] = [inner(node.left), inner(node.right)]
    if (typeof a !== 'number' || typeof b !== 'number') return { unknown: true }
    if (node.arithmetic === '+') return a + b
    if (node.arithmetic === '-') return a - b
    if (node.arithmetic === '*') return a * b
    return b === 0 ? { unknown: true } : Math.trunc(a / b)
  }
  if ('first' in node) {
    const all = (node.first as unknown[]).map(inner)
    return all.find((one) => !isState(one, 'absent')) ?? { absent: true }
  }
  const found = 'call' in node ? asked(node, facts, item) : valueOfName(node.name as string, facts, item)
  return 'assume' in node && isState(found, 'failed') ? inner(node.assume) : found
}

const names: Readonly<Record<string, string>> = {
  nonce: 'transaction.nonce',
  gas: 'transaction.gas',
  token: 'asset',
  amount: 'asset.amount',
}

function valueOfName(name: string, facts: Facts, item: Json | null): unknown {
  if (item !== null && name === 'token') return item.asset
  if (item !== null && (name === 'amount' || name === 'recipient')) return item[name]
  // A counter is of the amount: without one there is no reading.
  if (name === 'volume')
    return typeof facts['asset.amount'] === 'number' ? facts['counter.volume'] : facts['asset.amount']
  return facts[names[name] ?? name]
}

function asked(node: Json, facts: Facts, item: Json | null): unknown {
  const about = valueOfName((node.of as Json[])[0]!.name as string, facts, item)
  return isValue(about) ? facts[`${node.call}(evm:${about})`] : about
}

function isState(fact: unknown, state: string): boolean {
  return typeof fact === 'object' && fact !== null && state in fact
}

function isValue(fact: unknown): boolean {
  return fact !== undefined && fact !== null && (typeof fact !== 'object' || Array.isArray(fact))
}
