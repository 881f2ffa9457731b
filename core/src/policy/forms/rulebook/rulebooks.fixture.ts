/** Rulebooks and facts at random: conditions both as JSON and as the text that says the same. */
import type { Luck } from '../../../engine/luck.fixture.ts'
import type { Book, Facts, Json, Rule } from './reference.fixture.ts'

/** A condition in both notations. */
type Written = { readonly tree: Json; readonly text: string }

const zone = 'Europe/Zurich'
const people = ['a1', 'b0', 'cc'].map((byte) => `0x${byte.repeat(20)}`)
const aaa = { symbol: 'AAA', chain: 'eip155:1', address: `0x${'aa'.repeat(20)}`, decimals: 1 }
const bbb = { symbol: 'BBB', chain: 'eip155:1', address: `0x${'bb'.repeat(20)}`, decimals: 0 }
const ids = [aaa, bbb].map(({ chain, address }) => `${chain}/${address}`)
const lists = { friends: people.slice(0, 2), foes: people.slice(1) }

/** @returns A rulebook as the reference reads it, and as its author would write it. */
export function rulebook(any: Luck): { readonly book: Book; readonly text: object } {
  const counts = any.once(3)
  const written = Array.from({ length: 1 + any.below(5) }, (_, i) => ruleOf(any, i, counts))
  const combining = any.pick([
    'deny-overrides',
    'deny-overrides',
    'first-match',
    'all-must-pass',
    'allow-overrides',
  ] as const)
  const strict = combining === 'all-must-pass'
  const otherwise = !strict && any.once(4) ? 'ALLOW' : 'DENY'
  const rules = written.map(({ rule }) => rule)
  const demanded = strict && !rules.some(({ action }) => action.type === 'ALLOW')
  const first = demanded ? [{ ...rules[0]!, action: { type: 'ALLOW' as const } }, ...rules.slice(1)] : rules
  const tokens = new Map([aaa, bbb].map(({ symbol, decimals }, i) => [symbol.toLowerCase(), { id: ids[i]!, decimals }]))
  const book: Book = { combining, otherwise, rules: first, tokens, lists: new Map(Object.entries(lists)), counts }
  const window = { type: 'lifetime' }
  return {
    book,
    text: {
      form: 'rulebook',
      version: '1.0',
      ...(combining === 'deny-overrides' && any.once(2) ? {} : { combining }),
      ...(otherwise === 'ALLOW' ? { default: otherwise } : {}),
      tokens: [aaa, bbb],
      lists,
      ...(counts ? { counters: { volume: { method: 'sum', window, scope: 'token == AAA' } } } : {}),
      rules: first.map(({ trees: _, ...rule }, i) => ({
        ...rule,
        conditions: written[i]!.conditions,
        metadata: { name: rule.id, owner: 'o', updatedAt: 0 },
      })),
    },
  }
}

function ruleOf(any: Luck, index: number, counts: boolean): { rule: Rule; conditions: readonly unknown[] } {
  const type = any.pick(['ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'DELAY', 'NOTIFY'] as const)
  const written = Array.from({ length: 1 + any.below(2) }, () => condition(any, any.below(3), counts))
  const rule: Rule = {
    id: any.pick(['x', 'y', 'z']) + index,
    priority: any.below(3),
    conditionLogic: any.once(2) ? 'OR' : 'AND',
    action: { type, ...paramsOf(any, type) },
    trees: written.map(({ tree }) => tree),
  }
  return { rule, conditions: written.map(({ tree, text }) => (any.once(3) ? tree : text)) }
}

function paramsOf(any: Luck, type: Rule['action']['type']): Pick<Rule['action'], 'params'> {
  const notices = type === 'NOTIFY' || any.once(4) ? { notifyChannels: [any.pick(['ops', 'risk'])] } : {}
  const approvers = any.pick([
    { minApprovals: 1 + any.below(2) },
    { requiredApprovers: ['role:cfo', people[0]!] },
    { requiredApprovers: ['role:cfo'], minApprovals: 1 },
  ])
  const own = type === 'REQUIRE_APPROVAL' ? approvers : type === 'DELAY' ? { delaySeconds: 1 + any.below(3) } : {}
  const params = { ...own, ...notices }
  return Object.keys(params).length === 0 ? {} : { params }
}

function condition(any: Luck, depth: number, counts: boolean): Written {
  if (depth === 0) return any.once(6) ? quantified(any) : leaf(any, counts)
  const [a, b] = [condition(any, depth - 1, counts), condition(any, depth - 1, counts)]
  if (any.once(4)) return { tree: { not: a.tree }, text: `not (${a.text})` }
  const kind = any.once(2) ? 'and' : 'or'
  return { tree: { [kind]: [a.tree, b.tree] }, text: `(${a.text}) ${kind} (${b.text})` }
}

function quantified(any: Luck): Written {
  if (any.once(3)) return among(any)
  const kind = any.pick(['every', 'some', 'none'])
  const name = any.pick(['outflow', 'outflow', 'call'])
  const holds = any.pick([inList(any), risk(any), inUnit(any), token(any)])
  return { tree: { [kind]: { name }, holds: holds.tree }, text: `${kind} ${name} (${holds.text})` }
}

/** Counts, and sums in a unit. */
function among(any: Luck): Written {
  const name = any.pick(['outflow', 'outflow', 'call'])
  const filter = any.once(2) ? any.pick([inList(any), risk(any), token(any), inUnit(any)]) : undefined
  const where = filter === undefined ? {} : { where: filter.tree }
  const suffix = filter === undefined ? '' : ` where ${filter.text}`
  if (any.once(2)) {
    const number = String(any.below(3))
    return compared({ count: { name }, ...where }, `count(${name}${suffix})`, relation(any), { number }, number)
  }
  const [number, unit] = any.pick([
    ['4', 'aaa'],
    ['60', 'bbb'],
  ] as const)
  const tree = { sum: { name: 'amount' }, of: { name }, ...where }
  return compared(tree, `sum(amount of ${name}${suffix})`, relation(any), { number, unit }, `${number} ${unit}`)
}

/** Fees that some calls have and others do not, as `nonce` and `gas` may be absent. */
function firstOf(any: Luck): Written {
  const [number, last] = [String(any.below(6)), String(any.below(6))]
  const tree = { first: [{ name: 'nonce' }, { name: 'gas' }, { number: last }] }
  return compared(tree, `first(nonce, gas, ${last})`, relation(any), { number }, number)
}

function leaf(any: Luck, counts: boolean): Written {
  const leaves = [number, number, token, inUnit, inList, role, risk, sanctions, flag, clock, exists, firstOf]
  if (counts && any.once(3)) return volume(any)
  return any.pick(leaves)(any)
}

const relation = (any: Luck) => any.pick(['==', '!=', '<', '<=', '>', '>='])

function number(any: Luck): Written {
  const [name, operator, value] = [any.pick(['nonce', 'gas']), relation(any), String(any.below(6))]
  const right = { number: value }
  if (any.once(5)) return compared({ name: 'nonce' }, 'nonce', operator, { name: 'gas' }, 'gas')
  if (any.once(5)) {
    const [sign, by] = [any.pick(['+', '-', '*', '/']), String(any.below(3))]
    return compared(
      { arithmetic: sign, left: { name }, right: { number: by } },
      `${name} ${sign} ${by}`,
      operator,
      right,
      value,
    )
  }
  if (any.once(6)) {
    const percent = any.pick(['50', '33.5'])
    return compared({ name: 'nonce' }, 'nonce', operator, { percent, of: { name: 'gas' } }, `${percent}% of gas`)
  }
  return any.once(6) ? turned(name, operator, value) : compared({ name }, name, operator, right, value)
}

/** The number on the left in the text; the tree says the same the other way round. */
function turned(name: string, operator: string, value: string): Written {
  const other: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
  const tree = { left: { name }, operator: other[operator] ?? operator, right: { number: value } }
  return { tree, text: `${value} ${operator} ${name}` }
}

function token(any: Luck): Written {
  const [word, operator] = [any.pick(['AAA', 'BBB']), any.pick(['==', '==', '!='])]
  return compared({ name: 'token' }, 'token', operator, { word }, word)
}

function inUnit(any: Luck): Written {
  const [value, unit] = any.pick([
    ['2.5', 'aaa'],
    ['3', 'aaa'],
    ['20', 'bbb'],
  ] as const)
  return compared({ name: 'amount' }, 'amount', relation(any), { number: value, unit }, `${value} ${unit}`)
}

function volume(any: Luck): Written {
  const left = { arithmetic: '+', left: { name: 'volume' }, right: { name: 'amount' } }
  const operator = any.pick(['<=', '<=', '>'])
  return compared(left, 'volume + amount', operator, { number: '6', unit: 'aaa' }, '6 aaa')
}

function inList(any: Luck): Written {
  const list = any.pick(['friends', 'foes'])
  const tree = { left: { name: 'recipient' }, operator: 'in', right: { list } }
  return any.once(3)
    ? { tree: { not: tree }, text: `recipient not in @${list}` }
    : { tree, text: `recipient in @${list}` }
}

function role(any: Luck): Written {
  const word = any.pick(['OPERATOR', 'ADMIN'])
  return compared({ name: 'sender.role' }, 'sender.role', any.pick(['==', '!=']), { word }, word)
}

function risk(any: Luck): Written {
  const call = { call: 'trm_risk_score', of: [{ name: 'recipient' }] }
  const text = 'trm_risk_score(recipient)'
  const right = { number: '70' }
  if (any.once(2)) return compared(call, text, '<', right, '70')
  const assume = { number: any.pick(['0', '100']) }
  return { ...compared({ ...call, assume }, text, '<', right, `70 else ${assume.number}`) }
}

function sanctions(any: Luck): Written {
  const call = { call: 'ofac_check', of: [{ name: 'recipient' }] }
  const [operator, word] = [any.pick(['==', '!=']), any.pick(['CLEAR', 'LISTED'])]
  if (any.once(2)) return compared(call, 'ofac_check(recipient)', operator, { word }, word)
  const assumed = { ...call, assume: { word: 'LISTED' } }
  return compared(assumed, 'ofac_check(recipient)', operator, { word }, `${word} else LISTED`)
}

function flag(any: Luck): Written {
  const tree = { call: 'is_contract', of: [{ name: 'recipient' }] }
  return any.once(2)
    ? { tree, text: 'recipient.is_contract' }
    : compared(tree, 'recipient.is_contract', '==', { flag: false }, 'false')
}

function clock(any: Luck): Written {
  const [from, to] = any.pick([
    ['09:00', '18:00'],
    ['22:00', '06:00'],
    ['00:00', '12:00'],
  ] as const)
  const right = { from, to, zone }
  return compared({ name: 'time_of_day' }, 'time_of_day', 'in', right, `${from}-${to} ${zone}`)
}

function exists(any: Luck): Written {
  const name = any.pick(['amount', 'nonce', 'recipient'])
  return { tree: { exists: { name } }, text: `exists(${name})` }
}

function compared(left: Json, leftText: string, operator: string, right: Json, rightText: string): Written {
  return { tree: { left, operator, right }, text: `${leftText} ${operator} ${rightText}` }
}

/** @returns Facts of one call, most of them values, each of the four states among them. */
export function factsOf(any: Luck): Facts {
  const facts: Record<string, unknown> = {}
  const unknown = any.pick([40, 12, 5])
  const put = (name: string, value: unknown, local: boolean) => {
    const states = [{ absent: true }, { failed: 'timeout' }, ...(local ? [] : [undefined])]
    const fact = any.once(unknown) ? any.pick(states) : value
    if (fact !== undefined) facts[name] = fact
    else if (local) facts[name] = { absent: true }
  }
  const amount = () => any.below(60)
  put('transaction.nonce', any.below(6), true)
  put('transaction.gas', any.below(6), true)
  put('asset', any.pick([ids[0], ids[0], ids[1]]), true)
  put('asset.amount', amount(), true)
  put('recipient', any.pick(people), true)
  const flows = Array.from({ length: any.below(3) }, () => ({
    asset: any.pick(ids),
    amount: amount(),
    recipient: any.pick(people),
  }))
  put('outflows', flows, true)
  put('issuer.roles', any.pick([['OPERATOR'], ['ADMIN', 'OPERATOR'], ['VIEWER'], []]), false)
  put(`time.time_of_day(${zone})`, any.pick([0, 21_600, 32_399, 32_400, 43_200, 64_799, 64_800, 79_200, 86_399]), false)
  put('counter.volume', any.below(60), false)
  for (const person of people) {
    put(`trm_risk_score(evm:${person})`, any.pick([0, 69, 70, 95]), false)
    put(`ofac_check(evm:${person})`, any.pick(['CLEAR', 'CLEAR', 'LISTED']), false)
    put(`is_contract(evm:${person})`, any.once(2), false)
  }
  return facts
}
