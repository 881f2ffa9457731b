/**
 * Every construct of the language with what it means and an example, which a test decides for each of the requests. To add a
 * construct, add a row; a construct without a row fails the test.
 */
import type { Arithmetic, Comparison } from '../../../core/src/policy/language/expression.ts'
import type { ShapeName } from '../../../core/src/policy/language/shape.ts'

/** Letters of the requests for which it is true, and for which it is false; for all others it is not known. */
export type Example = { readonly text: string; readonly true: string; readonly false: string; readonly note?: string }

export type Row = { readonly meaning: string; readonly examples: readonly Example[] }

const example = (text: string, holds: string, fails: string, note?: string): Example =>
  note === undefined ? { text, true: holds, false: fails } : { text, true: holds, false: fails, note }

/** What each kind of node in the tree is, by its name in the JSON notation. */
export const constructs: Readonly<Record<ShapeName, Row>> = {
  and: {
    meaning: 'all of them hold; one that is false decides',
    examples: [example('recipient in @vendors and amount <= 1000 usdc', 'AF', 'BE')],
  },
  or: {
    meaning: 'at least one of them holds; one that is true decides',
    examples: [example('sender.role == OPERATOR or amount < 1 usdc', 'ACDEGH', 'B')],
  },
  not: {
    meaning: 'the contrary; not known stays not known',
    examples: [
      example('not (token == USDC and amount > threshold)', 'ACEF', 'B'),
      example(
        'not some outflow (recipient in @blocked)',
        'ACF',
        'BDE',
        'the same as `none`: over nothing both are false',
      ),
    ],
  },
  every: {
    meaning: 'of a list with items: each satisfies the condition',
    examples: [
      example('every outflow (recipient in @vendors)', 'ACF', 'BDE', 'nothing leaves by D: false'),
      example('every call (recipient in @vendors)', 'ACF', 'BE', 'looks at all calls of the request'),
      example('every args.path (item in @vendors)', '', 'G'),
    ],
  },
  some: {
    meaning: 'one item at least satisfies the condition',
    examples: [
      example('some outflow (token == USDC and amount > 5 usdc)', 'B', 'ACDEF'),
      example('some call (selector == 0x095ea7b3)', 'D', 'ABEFG'),
    ],
  },
  none: {
    meaning: 'of a list with items: none satisfies the condition',
    examples: [example('none outflow (recipient in @blocked)', 'ACF', 'BDE')],
  },
  exists: {
    meaning: 'there is a value; false where it is absent, not known where asking failed',
    examples: [
      example('exists(recipient)', 'ABCEF', 'DGH'),
      example('exists(amount) and amount > 1 usdc', 'ABEF', 'DH', 'guards the comparison where there is no amount'),
    ],
  },
  relation: {
    meaning: 'compares two values',
    examples: [example('amount > 5 usdc', 'B', 'AEF'), example('nonce < 8', 'ABCDEFG', '')],
  },
  membership: {
    meaning: 'is one of a list; or the clock shows a time within a span',
    examples: [
      example('recipient in @vendors', 'ACF', 'BE'),
      example('recipient not in @blocked', 'ACF', 'BE', '`not in` is `not` before the comparison'),
    ],
  },
  matching: {
    meaning: 'the whole text is spelt as the pattern says',
    examples: [
      example('message matches "Log in to *"', 'H', ''),
      example('message matches "Log in to Portculli?"', 'H', ''),
    ],
  },
  name: {
    meaning: 'a fact; alone, it asks whether the fact is true',
    examples: [example('token.paused', '', 'ABE'), example('not token.paused', 'ABE', '')],
  },
  assumedName: {
    meaning: 'a fact, and what to assume where asking for it failed',
    examples: [example('recipient.is_contract else true', 'BC', 'AE', 'nobody answers for C')],
  },
  call: {
    meaning: 'what somebody knows of a value, or a counter that is split',
    examples: [example('ofac_check(recipient) == CLEAR', 'A', 'BE'), example('payments(recipient) < 3', 'ACE', 'B')],
  },
  assumedCall: {
    meaning: 'the same, and what to assume where asking for it failed',
    examples: [
      example('chainalysis_risk_score(recipient) < 70 else 100', 'A', 'BCE', 'C is taken for 100; F was not asked yet'),
    ],
  },
  number: { meaning: 'a whole number of any size', examples: [example('nonce == 7', 'ABCDEFG', '')] },
  quantity: {
    meaning: 'an amount of a declared token; for any other token the comparison is not known',
    examples: [example('amount == 7.5 usdc', '', 'ABEF')],
  },
  text: { meaning: 'text in quotes, compared exactly', examples: [example('args.memo == "rent"', 'G', '')] },
  flag: { meaning: '`true` or `false`', examples: [example('recipient.is_contract == false', 'A', 'BE')] },
  address: {
    meaning: 'an address, checksum verified; `address "…"` for those that 0x does not spell',
    examples: [example('recipient == 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 'ACF', 'BE')],
  },
  bytes: { meaning: 'bytes in hexadecimal', examples: [example('selector == 0xa9059cbb', 'ABEF', 'DG')] },
  word: {
    meaning: 'a role, a token, an answer: in upper case',
    examples: [
      example('token == USDC', 'ABEF', 'C'),
      example('sender.role == OPERATOR', 'ACDEGH', 'B', 'whoever has the role among others has it'),
    ],
  },
  instant: {
    meaning: 'a moment, with its offset from UTC',
    examples: [example('time.now < 2026-12-24T00:00:00Z', 'ACDEGH', 'B')],
  },
  list: {
    meaning: 'the members of a list, declared here or kept elsewhere as the fact `list.<name>`',
    examples: [
      example('recipient in @vendors', 'ACF', 'BE'),
      example('recipient in @partners', 'A', '', 'a list that the others were not given'),
    ],
  },
  group: {
    meaning: 'a group of people, beside `issuer` alone',
    examples: [example('issuer in group treasury', 'ACDEGH', 'B')],
  },
  items: {
    meaning: 'what is written out, or facts',
    examples: [example('token in [USDC, ETH]', 'ABCEF', ''), example('recipient in [sender, target]', 'C', 'ABEF')],
  },
  arithmetic: {
    meaning: 'whole numbers; `/` rounds towards zero, and by zero it is not known',
    examples: [example('daily + amount <= 600 usdc', 'AE', 'B', '`daily` is the total before this call')],
  },
  percent: {
    meaning: 'so much of a number, rounded towards zero; at most two decimals',
    examples: [example('amount <= 10% of balance(sender)', 'ABCE', '')],
  },
  count: {
    meaning: 'how many items there are, or satisfy a condition; absent for an empty list',
    examples: [
      example('count(outflow where recipient not in @vendors) == 0', 'ACF', 'BE'),
      example('count(call) <= 1', 'ABCDFGH', 'E'),
      example('count(args.path) == 2', 'G', ''),
    ],
  },
  sum: {
    meaning: 'the sum over the items, or those that satisfy a condition; absent where there are none',
    examples: [
      example(
        'sum(amount of outflow where token == USDC) <= 5000 usdc',
        'AEF',
        'B',
        'no USDC leaves by C and D: not known',
      ),
      example('sum(amount of call where token == USDC) <= 10 usdc', 'AF', 'BE', '12 USDC by the calls of E'),
      example('sum(item of args.shares) == 10000', 'G', ''),
    ],
  },
  first: {
    meaning: 'the first value that is there; one that is not known hides those behind it',
    examples: [
      example('first(recipient, spender) in @vendors', 'ACDF', 'BE'),
      example('first(sum(amount of outflow where token == USDC), 0) <= 1000', 'CDH', 'ABEF', 'says that no USDC is 0'),
    ],
  },
  window: {
    meaning: 'a time of day: the first included, the last not; past midnight when the last is the earlier one',
    examples: [
      example('time_of_day in 09:00-18:00', 'ACDEGH', 'B', 'in the `timezone` of the rulebook'),
      example('time_of_day in 22:00-06:00 Europe/Zurich', 'B', 'ACDEGH'),
    ],
  },
  days: {
    meaning: 'days of the week, of the same clock',
    examples: [
      example('day_of_week in Mon-Fri', 'ACDEGH', 'B'),
      example('day_of_week in Sat-Mon,Wed Europe/Zurich', 'ABCDEGH', '', 'past Sunday'),
    ],
  },
  dates: {
    meaning: 'dates, the first and the last included',
    examples: [example('date in 2026-12-24..2027-01-06', 'B', 'ACDEGH')],
  },
}

/** What each operator asks of its sides. */
export const comparisons: Readonly<Record<Comparison['operator'], Row>> = {
  '==': { meaning: 'both are equal', examples: [example('amount == 5 usdc', 'AF', 'BE')] },
  '!=': {
    meaning: 'both are there and not equal; of roles and tokens: it is none of them',
    examples: [example('sender.role != OPERATOR', 'B', 'ACDEGH')],
  },
  '<': { meaning: 'less than', examples: [example('amount < 6 usdc', 'AF', 'BE')] },
  '<=': { meaning: 'at most', examples: [example('amount <= 5 usdc', 'AF', 'BE')] },
  '>': { meaning: 'more than', examples: [example('amount > 5 usdc', 'B', 'AEF')] },
  '>=': {
    meaning: 'at least',
    examples: [
      example('amount >= 5 usdc', 'ABEF', ''),
      example('5 usdc <= amount', 'ABEF', '', 'a value that is written out may stand on either side'),
    ],
  },
  in: {
    meaning: 'is one of them; of a list on the left, some item is',
    examples: [example('role in [OPERATOR, ADMIN]', 'ACDEGH', 'B')],
  },
  matches: {
    meaning: 'the whole text: `*` is any number of characters, `?` is one; in linear time',
    examples: [example('message not matches "*password*"', 'H', '')],
  },
}

/** What each sign calculates. */
export const signs: Readonly<Record<Arithmetic, Row>> = {
  '+': { meaning: 'sum', examples: [example('daily + amount <= 600 usdc', 'AE', 'B')] },
  '-': { meaning: 'difference, which may be below 0', examples: [example('nonce - 8 < 0', 'ABCDEFG', '')] },
  '*': { meaning: 'product', examples: [example('gas * 2 <= 120000', 'ABCDEFG', '')] },
  '/': {
    meaning: 'quotient, rounded towards zero; by zero it is not known',
    examples: [example('gas / 7 == 8571', 'ABCDEFG', ''), example('1 / (nonce - 7) == 0', '', '', 'the nonce is 7')],
  },
}

/** What people ask for, and how it is said. */
export const recipes: readonly Example[] = [
  example(
    'exists(amount) and amount > threshold',
    'B',
    'ADEFH',
    'a rule about amounts that leaves calls without one alone',
  ),
  example(
    'every outflow (ofac_check(recipient) == CLEAR and chainalysis_risk_score(recipient) < 70)',
    'A',
    'BDE',
    'what others know of each recipient',
  ),
  example(
    'every call (selector == 0xa9059cbb and amount <= 10 usdc)',
    'AEF',
    'BDG',
    'a batch of small transfers, and nothing else',
  ),
  example(
    'first(sum(amount of outflow where recipient not in @vendors), 0) <= 10% of sum(amount of outflow)',
    'ACF',
    'BE',
    'at most a tenth to others',
  ),
  example('first(fee, solana.maxFee) <= 0.01 eth', 'ABCDEFG', '', 'fees, whatever the chain calls them'),
  example(
    'transaction.maxFeePerGas <= 200000000000 and gas <= 100000',
    'ABCDEFG',
    '',
    'any other fact by its own name',
  ),
  example('recipient.is_contract == false else false', 'AC', 'BE', 'what to assume when nobody answers'),
  example('call.kind == "message" or recipient in @vendors', 'ACFH', 'BE'),
  example(
    'day_of_week in Fri and time_of_day in 22:00-00:00 or day_of_week in Sat and time_of_day in 00:00-06:00',
    '',
    'ABCDEGH',
    'the night after Friday: the day is that of the clock',
  ),
]
